package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no static state: many meshes live in one JVM, and each reaches each. */
class FiftyMeshesTest {
    private static final int MESHES = 50;
    private static final int AT_ONCE = 7; // handshakes of one node

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void eachOfFiftyMeshesTalksToEachOther() throws Exception {
        try (TestSwarm swarm = new TestSwarm();
                EchoServer server = EchoServer.tcp()) {
            List<Node> nodes = start(swarm);

            for (int from = MESHES - 1; from >= 0; from--) {
                talkToAllOthers(nodes, from, server);
            }

            for (Node node : nodes) {
                assertThat(node.transport().peers()).hasSize(MESHES - 1);
                Await.until(() -> node.transport().status().load().none());
            }
        }
    }

    /** Each knows where those are that were there before it; the others come to it. */
    private static List<Node> start(TestSwarm swarm) {
        List<Node> nodes = new ArrayList<>();
        List<Map<String, Object>> known = new ArrayList<>();
        for (int i = 0; i < MESHES; i++) {
            Node node = swarm.start("node-" + i, Map.of("peers", List.copyOf(known), "dialTimeout", "20s"));
            nodes.add(node);
            known.add(Map.of(
                    "nodeName", "node-" + i, "addresses", List.of(node.address().toString())));
        }
        return nodes;
    }

    private static void talkToAllOthers(List<Node> nodes, int from, EchoServer server) throws Exception {
        List<Integer> others = new ArrayList<>();
        for (int to = 0; to < MESHES; to++) {
            if (to != from) {
                others.add(to);
            }
        }
        for (int i = 0; i < others.size(); i += AT_ONCE) {
            talk(nodes, from, others.subList(i, Math.min(others.size(), i + AT_ONCE)), server);
        }
    }

    private static void talk(List<Node> nodes, int from, List<Integer> others, EchoServer server) throws Exception {
        Map<Integer, CompletableFuture<OpenedChannel>> opening = new LinkedHashMap<>();
        for (int to : others) {
            opening.put(to, nodes.get(from).begin("node-" + to, server.address()));
        }
        for (Map.Entry<Integer, CompletableFuture<OpenedChannel>> opened : opening.entrySet()) {
            String text = from + " to " + opened.getKey();
            Channel channel = opened.getValue().get(30, TimeUnit.SECONDS).channel();
            Received received = Received.from(channel);
            channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            assertThat(received.text(text.length())).isEqualTo(text);
            channel.close();
        }
    }
}
