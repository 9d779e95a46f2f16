package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that may not use the relay for traffic, and know nothing but where the relay is. */
class KademliaPathTest {
    private static final Map<String, ?> FINDING =
            Map.of("kademlia", true, "paths", List.of("lan"), "rendezvous", "here");

    private final EchoServer server = EchoServer.tcp();
    private final TestSwarm swarm = new TestSwarm();

    @AfterEach
    void close() throws Exception {
        server.close();
        swarm.close();
    }

    @Test
    void aNodeFindsAnotherThatOnlyTheRelayKnows() throws Exception {
        swarm.relay("cloud", Map.of("kademlia", true));
        swarm.start("edge-b", FINDING);
        Node edgeA = swarm.start("edge-a", FINDING);

        OpenedChannel opened = Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> edgeA.open("edge-b", server.address(), Protocol.TCP), done -> true);

        assertThat(opened.path().kind()).isEqualTo(Kind.LAN);
        opened.channel().close();
    }

    @Test
    void oneThatIsToldNotToFindsNobody() throws Exception {
        swarm.relay("cloud", Map.of("kademlia", true));
        swarm.start("edge-b", FINDING);
        Node edgeA = swarm.start("edge-a", Map.of("paths", List.of("lan")));

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasMessageContaining("edge-b");
    }
}
