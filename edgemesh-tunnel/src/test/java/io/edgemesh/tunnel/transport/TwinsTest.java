package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two whole nodes with one name, as a third one sees them. */
class TwinsTest {
    private final TestSwarm swarm = new TestSwarm();

    @AfterEach
    void close() throws Exception {
        swarm.close();
    }

    @Test
    void whoSeesTwoNodesWithOneNameSaysSo() {
        TunnelNode edgeA = swarm.tunnel("edge-a", Duration.ofMillis(50));
        Multiaddr address = edgeA.host().listenAddresses().get(0);

        for (int i = 0; i < 2; i++) {
            swarm.start("edge-b", TestSwarm.knowing("edge-a", address))
                    .begin("edge-a", EchoServer.addressWhereNobodyListens());
        }

        Await.until(() -> edgeA.peers().statuses().stream()
                .map(PeerStatus::lastFailure)
                .anyMatch("two nodes have this name; give one of them another"::equals));
        assertThat(edgeA.peers().statuses()).extracting(PeerStatus::node).containsExactly("edge-b");
    }
}
