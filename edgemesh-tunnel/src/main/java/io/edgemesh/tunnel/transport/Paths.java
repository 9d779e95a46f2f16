package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.dcutr.HolePunching;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which ways there are to a peer and which is the best: those that answer before those that do not; the kinds that are
 * allowed, in the order of {@link Kind}; of several relays the one with the lowest round trip; TCP before QUIC; of equals
 * the younger connection, as the older may be dead without knowing.
 *
 * <p><b>Threads:</b> any.
 */
final class Paths {
    private static final Duration UNKNOWN = Duration.ofDays(1);

    private final Libp2pHost host;
    private final NodeNames names;
    private final Set<Kind> allowed;
    private final List<RelayPeer> relays;
    private final SilenceWatch watch;
    private final @Nullable HolePunching punching;
    private final Comparator<Connection> preference = Comparator.comparing(
                    (Connection connection) -> !sound(connection))
            .thenComparing(this::kind)
            .thenComparing(this::roundTrip)
            .thenComparing(connection -> connection.remoteAddress().has(Protocol.QUIC_V1))
            .thenComparing(Connection::since, Comparator.reverseOrder());

    /** @param punching knows the connections that came about through NATs; {@code null} where none may */
    Paths(
            Libp2pHost host,
            NodeNames names,
            Set<Kind> allowed,
            List<RelayPeer> relays,
            SilenceWatch watch,
            @Nullable HolePunching punching) {
        this.host = host;
        this.names = names;
        this.allowed = allowed;
        this.relays = relays;
        this.watch = watch;
        this.punching = punching;
    }

    /** Returns the connection that a new stream to the peer takes, or {@code null} if none stands. */
    @Nullable
    Connection best(PeerId peerId) {
        return host.connections().all(peerId).stream()
                .filter(connection -> allowed.contains(kind(connection))
                        && !connection.closeFuture().isDone())
                .min(preference)
                .orElse(null);
    }

    /** Returns whether nothing speaks against a connection: it answers, and so does its relay if it has one. */
    boolean sound(Connection connection) {
        PeerId relay = RelayTransport.relayOf(connection);
        return !watch.silent(connection) && (relay == null || !watch.silent(relay));
    }

    /** Returns the way that a connection goes. */
    DialPath pathOf(Connection connection) {
        PeerId relay = RelayTransport.relayOf(connection);
        return new DialPath(Libp2pTransportProvider.NAME, kind(connection), relay == null ? null : names.nameOf(relay));
    }

    /** Returns what speaks for a connection, for an operator to read. */
    String why(Connection connection) {
        PeerId relay = RelayTransport.relayOf(connection);
        if (!sound(connection)) {
            return "it does not answer, and there is no other";
        }
        if (relay != null) {
            return "relay " + names.nameOf(relay) + " answers";
        }
        String at = " at " + connection.remoteAddress();
        if (kind(connection) == Kind.HOLE_PUNCHED) {
            return "both dialled at the same moment, and it answered" + at;
        }
        return connection.dialled() ? "it answers" + at : "it has connected, and is seen" + at;
    }

    private Kind kind(Connection connection) {
        if (connection.relayed()) {
            return Kind.RELAY;
        }
        boolean punched = punching != null && punching.punched(connection);
        return punched ? Kind.HOLE_PUNCHED : NodeAddress.pathKind(connection.remoteAddress());
    }

    private Duration roundTrip(Connection connection) {
        PeerId relay = RelayTransport.relayOf(connection);
        return relay == null ? Duration.ZERO : roundTripTo(relay);
    }

    private Duration roundTripTo(PeerId relay) {
        Connection connection = host.connections().best(relay);
        Duration measured = connection == null ? Duration.ZERO : connection.roundTrip();
        return measured.isZero() ? UNKNOWN : measured;
    }

    /** Returns whether a direct path to the address may be taken. */
    boolean allows(Multiaddr address) {
        return !address.relayed() && allowed.contains(NodeAddress.pathKind(address));
    }

    /** Returns those of a peer's addresses that a direct path may lead to, without its id. */
    Stream<Multiaddr> direct(List<Multiaddr> addresses) {
        return addresses.stream().map(Multiaddr::withoutPeerId).filter(address -> address != null && allows(address));
    }

    /** Returns the addresses of a peer by way of each relay, those of the nearest relay that is connected first. */
    List<List<Multiaddr>> relayed(PeerId target) {
        if (!allowed.contains(Kind.RELAY)) {
            return List.of();
        }
        List<RelayPeer> nearestFirst = new ArrayList<>(relays);
        nearestFirst.removeIf(
                relay -> relay.peerId().equals(target) || relay.peerId().equals(host.peerId()));
        nearestFirst.sort(
                Comparator.comparing((RelayPeer relay) -> host.connections().best(relay.peerId()) == null)
                        .thenComparing(relay -> watch.silent(relay.peerId()))
                        .thenComparing(relay -> roundTripTo(relay.peerId())));
        return nearestFirst.stream()
                .map(relay -> relay.addresses().stream()
                        .map(address -> RelayTransport.address(address, relay.peerId(), target))
                        .toList())
                .toList();
    }
}
