package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.fakes.LogLines.has;
import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.fakes.LogLines;
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
    private static final PeerId EDGE_C = peer(3);

    private final LocalNetwork network = new LocalNetwork();
    private Libp2pHost host;
    private NodeNames names;
    private Peers peers;

    @BeforeEach
    void start() throws Exception {
        host = network.start(1);
        EventLoop loop = host.group().next();
        names = new NodeNames(Identity.ofKey(LocalNetwork.keyPair(1), Map.of("edge-b", EDGE_B, "edge-c", EDGE_C)));
        names.claim("edge-b", EDGE_B);
        SilenceWatch watch = new SilenceWatch(host, loop, names, List.of());
        Paths paths = new Paths(host, names, EnumSet.allOf(Kind.class), List.of(), watch, null);
        Surroundings around = new Surroundings(
                host, loop, names, paths, watch, new Failures(names), host.clock(), Instant.EPOCH, new Random(1));
        peers = new Peers(around, peerId -> List.of());
        host.addListener(peers);
        names.onNamed(peers::named);
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

    /** A relay that tries whether it reaches this node does so under an id that nobody knows, again and again. */
    @Test
    void thePathToAPeerIsNewsOnceItsNameIsKnown() throws Exception {
        try (LogLines lines = LogLines.of(Libp2pTransport.class)) {
            host.connections().add(new FakeConnection(EDGE_C, "/ip4/192.0.2.33/tcp/20006"));
            Await.until(() -> peers.statuses().stream().anyMatch(status -> status.path() != null));
            assertThat(lines.matching(PeersTest::isNews)).isEmpty();

            names.claim("edge-c", EDGE_C);

            Await.until(() -> !lines.matching(PeersTest::isNews).isEmpty());
            assertThat(lines.matching(PeersTest::isNews))
                    .singleElement()
                    .matches(line -> line.getFormattedMessage().equals("path to node changed"))
                    .matches(line -> has(line, "node", "edge-c"));
        }
    }

    private static boolean isNews(ILoggingEvent line) {
        return line.getLevel().isGreaterOrEqual(Level.INFO)
                && String.valueOf(line.getKeyValuePairs()).contains("192.0.2.33");
    }
}
