package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final PeerId EDGE_B = peer(2);

    private final LocalNetwork network = new LocalNetwork();
    private Peers peers;

    @BeforeEach
    void start() throws Exception {
        Libp2pHost host = network.start(1);
        EventLoop loop = host.group().next();
        NodeNames names = new NodeNames(Identity.ofKey(LocalNetwork.keyPair(1), Map.of("edge-b", EDGE_B)));
        names.claim("edge-b", EDGE_B);
        SilenceWatch watch = new SilenceWatch(host, loop, names, List.of());
        Paths paths = new Paths(host, names, EnumSet.allOf(Kind.class), List.of(), watch, null);
        Surroundings around = new Surroundings(
                host, loop, names, paths, watch, new Failures(names), host.clock(), Instant.EPOCH, new Random(1));
        peers = new Peers(around, peerId -> List.of());
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void aNameThatTwoNodesHaveShowsInTheStatus() {
        peers.twins(EDGE_B);

        assertThat(peers.statuses()).singleElement().satisfies(status -> {
            assertThat(status.node()).isEqualTo("edge-b");
            assertThat(status.lastFailure()).isEqualTo("two nodes have this name; give one of them another");
        });
    }
}
