package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayReservations;
import io.edgemesh.tunnel.relay.RelayState;
import io.edgemesh.tunnel.relay.RelayTransport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How this node stands with the relays that it is reached through.
 *
 * <p><b>Threads:</b> any.
 */
final class RelayLinks implements AutoCloseable {
    private final Libp2pHost host;
    private final NodeNames names;
    private final SilenceWatch watch;
    private final RelayReservations reservations;

    RelayLinks(Libp2pHost host, NodeNames names, SilenceWatch watch, RandomGenerator random) {
        this.host = host;
        this.names = names;
        this.watch = watch;
        reservations = new RelayReservations(host, RelayTransport.addTo(host), random);
    }

    /** Sees to it that the relays take others' streams for this node, from now on. */
    void keep(List<RelayPeer> relays) {
        reservations.keep(relays);
    }

    /** Returns where the relays that have promised to do so take streams for this node. */
    List<Multiaddr> addresses() {
        return reservations.states().stream()
                .map(RelayState::reservation)
                .filter(Objects::nonNull)
                .flatMap(reservation -> reservation.addresses().stream())
                .map(relay -> relay.encapsulate(Protocol.P2P_CIRCUIT))
                .toList();
    }

    List<TunnelStatus.RelayLink> status() {
        return reservations.states().stream().map(this::status).toList();
    }

    private TunnelStatus.RelayLink status(RelayState state) {
        Connection connection = host.connections().best(state.relay());
        return new TunnelStatus.RelayLink(
                names.nameOf(state.relay()),
                state.connected(),
                state.reservation() != null,
                watch.silent(state.relay()),
                connection == null ? Duration.ZERO : connection.roundTrip(),
                state.since(),
                state.lastFailure());
    }

    @Override
    public void close() {
        reservations.close();
    }
}
