package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PathsTest {
    private static final PeerId TARGET = peer(9);
    private static final Instant LATER = Instant.EPOCH.plusSeconds(60); // so that youth speaks for the worse path

    private final LocalNetwork network = new LocalNetwork();
    private final List<RelayPeer> relays = List.of(relay(2), relay(3), relay(4));
    private Libp2pHost host;
    private Paths paths;

    @BeforeEach
    void start() throws Exception {
        host = network.start(1);
        NodeNames names = new NodeNames(Identity.ofNodeName("edge-a"));
        SilenceWatch watch = new SilenceWatch(host, host.group().next(), names, relays);
        paths = new Paths(host, names, EnumSet.allOf(Kind.class), relays, watch, null);
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void theRelayWithTheLowestRoundTripIsTriedFirstAndOneThatIsNotConnectedLast() {
        connect(peer(2), "/ip4/192.0.2.2/tcp/1").roundTripIs(Duration.ofMillis(80));
        connect(peer(4), "/ip4/192.0.2.4/tcp/1").roundTripIs(Duration.ofMillis(5));

        assertThat(paths.relayed(TARGET))
                .containsExactly(List.of(through(4)), List.of(through(2)), List.of(through(3)));
    }

    @Test
    void aNewStreamTakesTheRelayWithTheLowestRoundTrip() {
        connect(peer(2), "/ip4/192.0.2.2/tcp/1").roundTripIs(Duration.ofMillis(80));
        connect(peer(4), "/ip4/192.0.2.4/tcp/1").roundTripIs(Duration.ofMillis(5));
        FakeConnection near = connect(TARGET, through(4).toString());
        connect(TARGET, through(2).toString()).asOf(LATER);

        assertThat(paths.best(TARGET)).isSameAs(near);
    }

    @Test
    void aDirectConnectionComesBeforeTheNearestRelay() {
        connect(peer(4), "/ip4/192.0.2.4/tcp/1").roundTripIs(Duration.ofMillis(1));
        FakeConnection direct = connect(TARGET, "/ip4/192.0.2.9/tcp/1");
        connect(TARGET, through(4).toString()).asOf(LATER);

        assertThat(paths.best(TARGET)).isSameAs(direct);
    }

    @Test
    void theLocalNetworkComesBeforeAPublicAddress() {
        FakeConnection local = connect(TARGET, "/ip4/10.0.0.9/tcp/1");
        connect(TARGET, "/ip4/192.0.2.9/tcp/1").asOf(LATER);

        assertThat(paths.best(TARGET)).isSameAs(local);
    }

    @Test
    void ofTwoDirectConnectionsTcpComesBeforeQuic() {
        FakeConnection tcp = connect(TARGET, "/ip4/192.0.2.9/tcp/1");
        connect(TARGET, "/ip4/192.0.2.9/udp/1/quic-v1").asOf(LATER);

        assertThat(paths.best(TARGET)).isSameAs(tcp);
    }

    /** The older may be dead without knowing. */
    @Test
    void ofEqualsTheYoungerComesFirst() {
        connect(TARGET, "/ip4/192.0.2.9/tcp/1");
        FakeConnection younger = connect(TARGET, "/ip4/192.0.2.9/tcp/2").asOf(LATER);

        assertThat(paths.best(TARGET)).isSameAs(younger);
    }

    private FakeConnection connect(PeerId peerId, String address) {
        FakeConnection connection = new FakeConnection(peerId, address);
        host.connections().add(connection);
        return connection;
    }

    private static RelayPeer relay(int number) {
        return new RelayPeer(peer(number), List.of(Multiaddr.parse("/ip4/192.0.2." + number + "/tcp/20006")));
    }

    private static Multiaddr through(int relay) {
        return Multiaddr.parse(
                "/ip4/192.0.2." + relay + "/tcp/20006/p2p/" + peer(relay) + "/p2p-circuit/p2p/" + TARGET);
    }
}
