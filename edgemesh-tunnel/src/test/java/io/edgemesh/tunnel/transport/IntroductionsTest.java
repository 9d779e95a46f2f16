package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.fakes.LogLines.has;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.LogLines;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.mesh.Discovery;
import io.edgemesh.tunnel.mesh.Introduction;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elsewhere two nodes with one name fight for its traffic, and nobody says so. */
class IntroductionsTest {
    private static final int OBSERVER = 1;
    private static final int NAMED = 2;
    private static final int OTHER = 3;
    private static final PeerId EDGE_B = LocalNetwork.keyPair(NAMED).peerId();

    private final LocalNetwork network = new LocalNetwork();
    private final NodeNames names =
            new NodeNames(Identity.ofKey(LocalNetwork.keyPair(OBSERVER), Map.of("edge-b", EDGE_B)));
    private final Queue<PeerId> twins = new ConcurrentLinkedQueue<>();
    private Libp2pHost observer;
    private int lastAddress = 10;

    @BeforeEach
    void start() throws Exception {
        observer = network.start(OBSERVER);
        introduce(observer, "observer", 9, Duration.ofMillis(50));
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void twoNodesWithOneNameAreFound() throws Exception {
        connect(NAMED, "edge-b", 1);
        connect(NAMED, "edge-b", 2);

        Await.until(() -> !twins.isEmpty());
        assertThat(twins).containsOnly(EDGE_B);
        assertThat(names.nameOf(EDGE_B)).isEqualTo("edge-b");
    }

    @Test
    void twoNodesWithOneNameAreNamedInTheLog() throws Exception {
        try (LogLines lines = LogLines.of(Libp2pTransport.class)) {
            connect(NAMED, "edge-b", 1);
            connect(NAMED, "edge-b", 2);

            Await.until(
                    () -> !lines.matching(line -> has(line, "peerId", EDGE_B)).isEmpty());
            assertThat(lines.matching(line -> has(line, "peerId", EDGE_B))).allSatisfy(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.ERROR);
                assertThat(line.getFormattedMessage()).contains("two nodes have this name");
                assertThat(has(line, "node", "edge-b")).isTrue();
            });
        }
    }

    @Test
    void oneNodeThatIsConnectedTwiceIsNot() throws Exception {
        connect(NAMED, "edge-b", 1);
        connect(NAMED, "edge-b", 1);
        connect(NAMED, "edge-b", 2);

        Await.until(() -> !twins.isEmpty());
        assertThat(twins).hasSize(1); // of the third connection alone
    }

    @Test
    void aNameIsBelievedOnlyOfThePeerThatHasIt() throws Exception {
        connect(OTHER, "edge-b", 1);
        connect(NAMED, "edge-b", 2);

        Await.until(() -> names.knows(EDGE_B));
        assertThat(names.knows(LocalNetwork.keyPair(OTHER).peerId())).isFalse();
    }

    /** Connects a host to the observer and has it introduce itself. */
    private void connect(int number, String name, long instance) throws Exception {
        Libp2pHost host = network.start(network.builder(number), ++lastAddress);
        Introductions introductions = introduce(host, name, instance, Duration.ofHours(1));
        Connection connection = host.connect(observer.peerId(), List.of(network.address(OBSERVER)))
                .get(60, TimeUnit.SECONDS);
        introductions.ask(connection, List.of(Discovery.PROTOCOL_ID));
    }

    private Introductions introduce(Libp2pHost host, String name, long instance, Duration patience) {
        return new Introductions(new Introduction(name, instance), host, names, patience, twins::add);
    }
}
