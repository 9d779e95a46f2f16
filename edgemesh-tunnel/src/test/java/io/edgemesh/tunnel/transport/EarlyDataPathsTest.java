package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.transport.TestSwarm.knowing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.FixedEarlyData;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's first bytes go along with the request, over whatever path, and reach the endpoint once. */
class EarlyDataPathsTest {
    private final TestSwarm swarm = new TestSwarm();
    private final FixedEarlyData early = new FixedEarlyData("early".getBytes(StandardCharsets.UTF_8));
    private final List<String> seen = new CopyOnWriteArrayList<>(); // by the endpoint, a client each
    private final EchoServer server = EchoServer.tcp(client -> {
        byte[] first = client.getInputStream().readNBytes(5);
        seen.add(new String(first, StandardCharsets.UTF_8));
        client.getOutputStream().write(first);
        client.getInputStream().read();
    });

    @AfterEach
    void close() throws Exception {
        server.close();
        swarm.close();
    }

    @Test
    void theyArriveWithoutBeingWrittenToTheChannel() throws Exception {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));

        OpenedChannel opened = open(edgeA, "edge-b", server.address());

        assertThat(early.streams()).isEqualTo(1);
        assertThat(Received.from(opened.channel()).text(5)).isEqualTo("early");
    }

    @Test
    void theyAreLeftAloneWhereThePeerSpeaksTheGoProtocolAlone() throws Exception {
        GoAgent edgeB = swarm.goAgent("edge-b");
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB.address()));

        OpenedChannel opened = open(edgeA, "edge-b", server.address());

        assertThat(early.streams()).isEqualTo(0);
        opened.channel().writeAndFlush(Unpooled.copiedBuffer("early", StandardCharsets.UTF_8));
        assertThat(Received.from(opened.channel()).text(5)).isEqualTo("early");
    }

    @Test
    void theyAreTakenBackWhereTheEndpointRefuses() {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));

        assertThatThrownBy(() -> open(edgeA, "edge-b", EchoServer.addressWhereNobodyListens()))
                .hasMessageContaining("did not connect to");

        assertThat(early.isTakenBack()).isTrue();
    }

    @Test
    void theyAreLostWithTheOnlyConnection() throws Exception {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));
        CompletableFuture<OpenedChannel> opening = openWithoutAnswer(edgeA, edgeB);

        swarm.stop(edgeA);

        assertThatThrownBy(() -> opening.get(120, TimeUnit.SECONDS)).hasMessageContaining("edge-b");
        assertThat(early.isTakenBack()).isFalse();
    }

    @Test
    void theyAreCalledOffAnEndpointThatDoesNotAnswer() throws Exception {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));
        CompletableFuture<OpenedChannel> opening = openWithoutAnswer(edgeA, edgeB);

        early.recall();

        assertThatThrownBy(() -> opening.get(120, TimeUnit.SECONDS)).hasMessageContaining("was called off");
        assertThat(early.isTakenBack()).isTrue();
    }

    /** What a silent relay still holds comes through when it wakes, and must not reach the endpoint again. */
    @Test
    void theyReachTheEndpointOnceThoughTheyWentOverTwoRelays() throws Exception {
        TwoRelays relays = new TwoRelays(swarm, server.address());
        OpenedChannel opened;
        try (relays) {
            relays.fallSilent();
            opened = open(relays.edgeA, "edge-b", server.address());
        }

        assertThat(opened.path().via()).isNotEqualTo(relays.used);
        assertThat(Received.from(opened.channel()).text(5)).isEqualTo("early");
        assertThat(early.streams()).isEqualTo(2);
        Await.until(() -> relays.edgeB.dialer().deliveries.size() == 3);
        Await.until(() -> seen.size() == 2); // the other one was closed without a byte
        assertThat(seen).containsExactlyInAnyOrder("early", "");
    }

    /** Returns once the request is there. */
    private CompletableFuture<OpenedChannel> openWithoutAnswer(Node from, Node to) throws Exception {
        to.dialer().hold();
        CompletableFuture<OpenedChannel> opening = from.begin("edge-b", server.address(), Protocol.TCP, early);
        Await.until(() -> !to.dialer().deliveries.isEmpty());
        return opening;
    }

    private OpenedChannel open(Node from, String node, InetSocketAddress address) throws Exception {
        return from.begin(node, address, Protocol.TCP, early).get(120, TimeUnit.SECONDS);
    }
}
