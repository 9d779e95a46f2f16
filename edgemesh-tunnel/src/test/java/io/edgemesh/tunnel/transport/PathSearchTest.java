package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.transport.TwoRelays.RELAY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathSearchTest {
    private final TestSwarm swarm = new TestSwarm();
    private final EchoServer server = EchoServer.tcp();

    @AfterEach
    void close() throws Exception {
        server.close();
        swarm.close();
    }

    /** Both relays are asked at first: one does not know the node yet, the other says nothing. */
    @Test
    void aSilentRelayDoesNotHoldUpThePathOverAnotherThatTheNodeHasJustReserved() throws Exception {
        Node cloud1 = swarm.relay("cloud-1");
        Node cloud2 = swarm.relay("cloud-2");
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeA::reachable);
        CountDownLatch silence = new CountDownLatch(1);

        cloud1.freeze(silence);
        try {
            CompletableFuture<OpenedChannel> opened = edgeA.begin("edge-b", server.address());
            Await.until(() -> refusals(cloud2) > 0);
            swarm.start("edge-b", RELAY_ONLY);

            assertThat(opened.get(120, TimeUnit.SECONDS).path().via()).isEqualTo("cloud-2");
        } finally {
            silence.countDown();
        }
    }

    private static long refusals(Node relay) {
        return Objects.requireNonNull(relay.transport().status().relay()).refusals().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
