package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.transport.TestSwarm.knowing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import io.edgemesh.tunnel.transport.TunnelStatus.Load;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many flows, large datagrams and a peer that is in no hurry, between two nodes. */
class TunnelLoadTest {
    private static final int LARGEST_DATAGRAM = 65_507; // over IPv4
    private static final int WINDOWS_AND_BUFFERS = 32 << 20; // a window grows to 16 MiB at most; sockets hold some, too

    private final TestSwarm swarm = new TestSwarm();
    private final EchoServer tcp = EchoServer.tcp();
    private final EchoServer udp = EchoServer.udp();
    private Node edgeA;
    private Node edgeB;

    @BeforeEach
    void start() {
        edgeB = swarm.start("edge-b", Map.of());
        edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));
    }

    @AfterEach
    void close() throws Exception {
        tcp.close();
        udp.close();
        swarm.close();
    }

    /** Elsewhere a pair of nodes is wedged after some 600 flows until a restart. */
    @Test
    void aThousandUdpFlowsOneAfterAnotherAreServedAndFreed() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Channel flow = edgeA.open("edge-b", udp.address(), Protocol.UDP).channel();
            Received received = Received.from(flow);
            flow.writeAndFlush(text("flow " + i));
            assertThat(received.message()).isEqualTo("flow " + i);
            flow.close().sync();
        }

        assertThat(edgeA.open("edge-b", tcp.address(), Protocol.TCP).path().kind())
                .isEqualTo(Kind.LAN);
        awaitNoFlows();
    }

    /** Elsewhere 292 of 500 are served. */
    @Test
    void fiveHundredUdpClientsAtOnceAreAllServedAndFreed() throws Exception {
        awaitFlows(edgeA, edgeB);
        List<Channel> flows = new ArrayList<>();
        List<Received> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Channel flow = edgeA.open("edge-b", udp.address(), Protocol.UDP).channel();
            flows.add(flow);
            clients.add(Received.from(flow));
            flow.writeAndFlush(text("client " + i));
        }

        for (int i = 0; i < 500; i++) {
            assertThat(clients.get(i).message()).isEqualTo("client " + i);
        }
        Load load = edgeB.transport().status().load();
        assertThat(load.flowsIn()).isEqualTo(500);
        assertThat(load.streamsIn()).isZero();
        flows.forEach(Channel::close);
        awaitNoFlows();
    }

    /** Opens and closes until identify has told that the peer understands flows, and none takes a stream of its own any more. */
    private void awaitFlows(Node client, Node server) {
        String name = server.context().nodeName();
        Await.until(() -> {
            Channel flow = client.open(name, udp.address(), Protocol.UDP).channel();
            boolean shared = client.transport().status().load().flowsOut() == 1;
            flow.close().sync();
            return shared;
        });
        Await.until(() -> server.transport().status().load().none());
    }

    private void awaitNoFlows() {
        Await.until(() -> edgeA.transport().status().load().flowsOut() == 0);
        Await.until(() -> edgeB.transport().status().load().flowsIn() == 0);
    }

    /** Elsewhere what is longer than 4096 bytes is cut without a word. */
    @Test
    void theLargestDatagramComesBackWhole() throws Exception {
        Channel flow = edgeA.open("edge-b", udp.address(), Protocol.UDP).channel();
        Received received = Received.from(flow);
        String large = "0123456789abcdef".repeat(LARGEST_DATAGRAM / 16 + 1).substring(0, LARGEST_DATAGRAM);

        flow.writeAndFlush(text(large));

        assertThat(received.message()).isEqualTo(large);
    }

    @Test
    void streamsAreFreedWithTheirConnections() throws Exception {
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            channels.add(edgeA.open("edge-b", tcp.address(), Protocol.TCP).channel());
        }
        assertThat(edgeB.transport().status().load().streamsIn()).isEqualTo(50);

        channels.forEach(Channel::close);

        Await.until(() -> edgeA.transport().status().load().none());
        Await.until(() -> edgeB.transport().status().load().none());
    }

    @Test
    void aPeerThatHasAllItsStreamsIsToldSoAndItsFlowsGoOn() throws Exception {
        Node strict = swarm.start("edge-c", limit("tunnelPeerBaseStreamIn"));
        Node client = swarm.start("edge-d", knowing("edge-c", strict));
        awaitFlows(client, strict);

        Channel only = client.open("edge-c", tcp.address(), Protocol.TCP).channel();

        assertThatThrownBy(() -> client.open("edge-c", tcp.address(), Protocol.TCP))
                .hasMessageContaining("BUSY: edge-c takes 1 streams with one node");
        assertEchoes(client.open("edge-c", udp.address(), Protocol.UDP).channel());
        only.close().sync();
        Await.until(() -> strict.transport().status().load().streamsIn() == 0);
        assertEchoes(client.open("edge-c", tcp.address(), Protocol.TCP).channel());
    }

    @Test
    void aNodeThatHasAllItsStreamsOpensNoMore() throws Exception {
        Map<String, Object> settings = new HashMap<>(knowing("edge-b", edgeB));
        settings.putAll(limit("tunnelPeerBaseStreamOut"));
        Node strict = swarm.start("edge-c", settings);

        Channel only = strict.open("edge-b", tcp.address(), Protocol.TCP).channel();

        assertThatThrownBy(() -> strict.open("edge-b", tcp.address(), Protocol.TCP))
                .hasMessageContaining("this node has reached its limit of 1 streams with one node");
        assertEchoes(only);
    }

    private static Map<String, ?> limit(String key) {
        return Map.of("tunnelLimitConfig", Map.of(key, 1));
    }

    private static void assertEchoes(Channel channel) throws Exception {
        Received received = Received.from(channel);
        channel.writeAndFlush(text("hello"));
        assertThat(received.text(5)).isEqualTo("hello");
    }

    @Test
    void aPeerThatStopsReadingHoldsUpNoOtherStreamAndTakesABoundedAmount() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (EchoServer deaf = EchoServer.tcp(client -> waitFor(over))) {
            Channel stalled = edgeA.open("edge-b", deaf.address(), Protocol.TCP).channel();
            int taken = fill(stalled);

            Channel channel = edgeA.open("edge-b", tcp.address(), Protocol.TCP).channel();
            Received received = Received.from(channel);
            channel.writeAndFlush(text("hello"));

            assertThat(received.text(5)).isEqualTo("hello");
            assertThat(stalled.isWritable()).isFalse();
            assertThat(taken).isLessThan(WINDOWS_AND_BUFFERS);
            stalled.close().sync();
        } finally {
            over.countDown();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes until the stream has taken nothing for some looks in a row; returns how many bytes it took. */
    private static int fill(Channel channel) {
        int[] taken = {0};
        int[] refusals = {0};
        Await.until(() -> {
            if (channel.isWritable()) {
                channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[65_536]));
                taken[0] += 65_536;
                refusals[0] = 0;
            } else {
                refusals[0]++;
            }
            return refusals[0] > 20;
        });
        return taken[0];
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
