package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keeps a connection over QUIC beside the one over TCP with each relay that offers QUIC, so that the relay sees, and tells,
 * how our UDP port looks from outside the NATs: what a hole is punched for. Nothing else runs over it, and it goes when
 * the one over TCP does, lest it be taken for a way to the relay.
 *
 * <p><b>Threads:</b> what changes does so on one event loop.
 */
public final class RelayMappings implements ConnectionListener {
    private static final long FIRST_PAUSE_SECONDS = 2;
    private static final long LONGEST_PAUSE_SECONDS = 300;

    private final Libp2pHost host;
    private final EventLoop loop;
    private final Set<PeerId> relays;
    private final Map<PeerId, List<Multiaddr>> offers = new HashMap<>();
    private final Set<PeerId> dialling = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, Long> pauses = new HashMap<>();

    private RelayMappings(Libp2pHost host, EventLoop loop, Set<PeerId> relays) {
        this.host = host;
        this.loop = loop;
        this.relays = relays;
    }

    /** Begins to keep connections with the relays, as soon as they are known to offer QUIC. */
    public static RelayMappings keep(Libp2pHost host, Identify identify, EventLoop loop, Set<PeerId> relays) {
        RelayMappings mappings = new RelayMappings(host, loop, Set.copyOf(relays));
        host.addListener(mappings);
        identify.onIdentified((connection, info) -> mappings.identified(connection, info.listenAddresses()));
        return mappings;
    }

    /** Returns whether a relay is about to say how our UDP port looks. Any thread. */
    public boolean awaited(PeerId relay) {
        return dialling.contains(relay);
    }

    private void identified(Connection connection, List<Multiaddr> listenAddresses) {
        if (relays.contains(connection.peerId()) && connection.dialled() && overTcp(connection)) {
            loop.execute(() -> {
                offers.put(connection.peerId(), offered(connection, listenAddresses));
                pauses.remove(connection.peerId());
                keep(connection.peerId());
            });
        }
    }

    /** Behind a NAT of its own the relay does not know the address that we reached it at; the port is that of its mapping. */
    private static List<Multiaddr> offered(Connection connection, List<Multiaddr> listenAddresses) {
        InetSocketAddress reached = connection.remoteAddress().socketAddress();
        return reached == null || reached.isUnresolved()
                ? List.of()
                : listenAddresses.stream()
                        .map(Multiaddr::withoutPeerId)
                        .filter(address -> address != null && address.has(Protocol.QUIC_V1) && !address.relayed())
                        .map(address -> address.withHost(reached.getAddress()))
                        .distinct()
                        .toList();
    }

    private void keep(PeerId relay) {
        List<Multiaddr> addresses = offers.getOrDefault(relay, List.of());
        if (!addresses.isEmpty() && wanted(relay) && dialling.add(relay)) {
            host.dial(relay, addresses)
                    .addListener((Future<Connection> dialled) -> loop.execute(() -> dialled(relay, dialled)));
        }
    }

    /** One that is older than that over TCP may show a port, or the address of a NAT, that is no longer ours. */
    private boolean wanted(PeerId relay) {
        Connection tcp = over(relay, true).findFirst().orElse(null); // the youngest
        return tcp != null && over(relay, false).allMatch(quic -> quic.since().isBefore(tcp.since()));
    }

    private void dialled(PeerId relay, Future<Connection> dialled) {
        dialling.remove(relay);
        if (!dialled.isSuccess()) {
            again(relay);
        } else {
            boolean beside = over(relay, true).findAny().isPresent();
            over(relay, false)
                    .filter(quic -> !beside || quic != dialled.getNow())
                    .forEach(Connection::close);
        }
    }

    private void again(PeerId relay) {
        long pause = pauses.getOrDefault(relay, FIRST_PAUSE_SECONDS);
        pauses.put(relay, Math.min(2 * pause, LONGEST_PAUSE_SECONDS));
        loop.schedule(() -> keep(relay), pause, TimeUnit.SECONDS);
    }

    @Override
    public void onDisconnected(Connection connection) {
        PeerId relay = connection.peerId();
        if (!relays.contains(relay) || connection.relayed()) {
            return;
        }
        if (!overTcp(connection)) {
            loop.execute(() -> again(relay));
        } else if (over(relay, true).findAny().isEmpty()) {
            over(relay, false).forEach(Connection::close);
        }
    }

    private Stream<Connection> over(PeerId relay, boolean tcp) {
        return host.connections().all(relay).stream()
                .filter(connection -> !connection.relayed() && overTcp(connection) == tcp);
    }

    private static boolean overTcp(Connection connection) {
        return !connection.remoteAddress().has(Protocol.QUIC_V1);
    }
}
