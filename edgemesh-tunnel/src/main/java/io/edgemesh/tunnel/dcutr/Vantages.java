package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.relay.RelayTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a host's sockets look to relays, as far as they have said.
 *
 * @param observations where the peer at the other end of a connection sees us, or {@code null} while it has not said
 * @param awaited      whether a relay is about to say more of that
 */
record Vantages(Libp2pHost host, Function<Connection, @Nullable Multiaddr> observations, Predicate<PeerId> awaited) {
    private static final Duration YOUTH = Duration.ofSeconds(1);

    /**
     * Returns how our sockets look to the relay that a connection leads through, one of each kind; none where more is awaited,
     * but in the end as far as it has said.
     */
    List<Vantage> of(Connection relayed) {
        PeerId relay = RelayTransport.relayOf(relayed);
        if (relay == null) {
            return List.of();
        }
        Map<Protocol, Optional<Vantage>> byKind =
                new EnumMap<>(Protocol.class); // of the youngest: an older one may be dead
        for (Connection connection : host.connections().all(relay)) {
            if (connection.dialled() && !connection.relayed()) {
                Protocol kind = connection.remoteAddress().has(Protocol.QUIC_V1) ? Protocol.UDP : Protocol.TCP;
                byKind.putIfAbsent(kind, Optional.ofNullable(vantage(connection, kind)));
            }
        }
        boolean more = awaited.test(relay) || byKind.containsValue(Optional.<Vantage>empty());
        return more && young(relayed)
                ? List.of()
                : byKind.values().stream().flatMap(Optional::stream).toList();
    }

    private @Nullable Vantage vantage(Connection relay, Protocol kind) {
        Multiaddr observed = observations.apply(relay);
        InetSocketAddress local = relay.localAddress().socketAddress();
        if (observed == null || !observed.has(kind) || local == null || local.isUnresolved()) {
            return null;
        }
        return new Vantage(local, observed);
    }

    /** Returns whether either side of a relayed connection may have yet to hear from the relay how it looks. */
    boolean young(Connection relayed) {
        Duration age = Duration.between(relayed.since(), host.clock().instant());
        return !age.isNegative() && age.compareTo(YOUTH) < 0;
    }

    static List<Multiaddr> observed(List<Vantage> vantages) {
        return vantages.stream().map(Vantage::observed).toList();
    }
}
