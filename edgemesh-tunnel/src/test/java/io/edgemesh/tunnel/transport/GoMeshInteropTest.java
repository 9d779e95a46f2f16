package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.transport.TestSwarm.knowing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.interop.GoAgentProcess;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node of ours and an agent as Go has them, in one swarm: the same secret's file, keys made of names. */
class GoMeshInteropTest {
    private static final int MEBIBYTE = 1 << 20;

    private final TestSwarm swarm = new TestSwarm();
    private final List<GoAgentProcess> agents = new ArrayList<>();
    private final EchoServer tcp = EchoServer.tcp();
    private final EchoServer udp = EchoServer.udp();
    private Path secret;

    /** How the two reach each other. */
    enum Route {
        DIRECT,
        OUR_RELAY,
        GO_RELAY
    }

    private record Pair(Node ours, GoAgentProcess theirs) {}

    @BeforeAll
    static void assumeBuilt() {
        GoAgentProcess.assumeBuilt();
    }

    @BeforeEach
    void writeSecret(@TempDir Path directory) throws Exception {
        secret = Files.writeString(directory.resolve("psk"), TestSwarm.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        for (GoAgentProcess agent : agents) {
            agent.close();
        }
        swarm.close();
        tcp.close();
        udp.close();
    }

    @ParameterizedTest
    @EnumSource
    void theyReachOurEndpoints(Route route) throws Exception {
        Pair pair = pair(route);

        assertThat(pair.theirs.ask("tcp ours " + text(tcp.address()) + ' ' + MEBIBYTE))
                .isEqualTo("same");
        Await.until(() -> knows(pair.ours, "theirs"));
        assertThat(pair.theirs.ask("udp ours " + text(udp.address()) + " 1,100,1400,4096,7"))
                .isEqualTo("same");
        assertThat(pair.ours.dialer().deliveries).last().extracting("peer").isEqualTo("theirs");
    }

    @ParameterizedTest
    @EnumSource
    void weReachTheirEndpoints(Route route) throws Exception {
        Pair pair = pair(route);

        Channel stream = pair.ours.open("theirs", tcp.address(), Protocol.TCP).channel();
        Received received = Received.from(stream);
        String sent = "x".repeat(MEBIBYTE);
        stream.writeAndFlush(ByteBufUtil.writeAscii(stream.alloc(), sent));

        assertThat(received.text(MEBIBYTE)).isEqualTo(sent);
        stream.close().sync();
    }

    @ParameterizedTest
    @EnumSource
    void datagramsArriveWholeAndApart(Route route) throws Exception {
        Pair pair = pair(route);
        List<String> sent =
                IntStream.range(1, 20).mapToObj(i -> ("" + i).repeat(i * 100)).toList();

        Channel flow = pair.ours.open("theirs", udp.address(), Protocol.UDP).channel();
        Received received = Received.from(flow);
        for (String datagram : sent) {
            flow.writeAndFlush(ByteBufUtil.writeAscii(flow.alloc(), datagram));
        }

        for (String datagram : sent) {
            assertThat(received.message()).isEqualTo(datagram);
        }
        flow.close().sync();
    }

    @Test
    void refusalsAreUnderstoodOnBothSides() throws Exception {
        Pair pair = pair(Route.DIRECT);
        InetSocketAddress nobody = EchoServer.addressWhereNobodyListens();

        assertThat(pair.theirs.ask("tcp ours 10.1.2.3 22 1")).isEqualTo("failed: the answer is 2");
        assertThat(pair.theirs.ask("tcp ours " + text(nobody) + " 1")).isEqualTo("failed: the answer is 2");
        assertThatThrownBy(() -> pair.ours.open("theirs", nobody, Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("node \"theirs\" did not connect to 127.0.0.1:" + nobody.getPort())
                .hasMessageContaining("the Go agent there could not connect to the endpoint");
    }

    @ParameterizedTest
    @EnumSource(names = {"OUR_RELAY", "GO_RELAY"})
    void aNodeThatIsNotThereIsNamed(Route route) throws Exception {
        Pair pair = pair(route);

        assertThat(pair.theirs.ask("tcp nobody 127.0.0.1 1 1")).contains("NO_RESERVATION");
        assertThatThrownBy(() -> pair.ours.open("nobody", tcp.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("cannot reach node \"nobody\"")
                .hasMessageContaining("NO_RESERVATION");
    }

    @Test
    void eachLearnsTheOthersNameWhoeverAsks() throws Exception {
        GoAgentProcess asked = agent(GoAgentProcess.node("theirs", secret));
        Node ours = swarm.start("ours", knowing("theirs", asked.address().withoutPeerId()));
        ours.open("theirs", tcp.address(), Protocol.TCP).channel().close().sync();
        GoAgentProcess asking = agent(GoAgentProcess.node("asking", secret));

        assertThat(asking.ask("connect " + addressOf("ours", ours))).isEqualTo("node ours");
        Await.until(() -> knows(ours, "asking") && knows(ours, "theirs"));
        String ourName = "ours=" + idOf("ours");
        Await.until(() -> names(asked).contains(ourName) && names(asking).contains(ourName));
    }

    @Test
    void anotherSecretIsCalledThat() throws Exception {
        GoAgentProcess theirs = agent(GoAgentProcess.node("theirs", secret));
        Node ours = swarm.start(
                "ours",
                knowing("theirs", theirs.address().withoutPeerId()),
                SwarmSecret.of("another secret, long enough not to be called weak: 81b2f0"));

        assertThatThrownBy(() -> ours.open("theirs", tcp.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("swarm secret");
        assertThat(theirs.ask("connect " + addressOf("ours", ours))).startsWith("failed: ");
    }

    /** Our node and their agent, that can reach each other by this route. */
    private Pair pair(Route route) throws Exception {
        if (route == Route.DIRECT) {
            GoAgentProcess theirs = agent(GoAgentProcess.node("theirs", secret));
            Node ours = swarm.start("ours", knowing("theirs", theirs.address().withoutPeerId()));
            assertThat(theirs.ask("connect " + addressOf("ours", ours))).isEqualTo("node ours");
            return new Pair(ours, theirs);
        }
        Multiaddr relay = route == Route.OUR_RELAY ? addressOf("cloud", swarm.relay("cloud")) : goRelay();
        GoAgentProcess theirs = agent(GoAgentProcess.node("theirs", secret, relay));
        Node ours = swarm.start("ours", Map.of("paths", List.of("relay")));
        Await.until(ours::reachable);
        return new Pair(ours, theirs);
    }

    private Multiaddr goRelay() throws Exception {
        GoAgentProcess relay = agent(GoAgentProcess.relay("cloud", secret));
        swarm.relayElsewhere("cloud", relay.address().withoutPeerId());
        return relay.address();
    }

    private GoAgentProcess agent(GoAgentProcess agent) {
        agents.add(agent);
        return agent;
    }

    private static Multiaddr addressOf(String name, Node node) {
        return node.address().withPeerId(Identity.ofNodeName(name).keyPair().peerId());
    }

    private static String idOf(String name) {
        return Identity.ofNodeName(name).keyPair().peerId().toString();
    }

    private static boolean knows(Node node, String name) {
        return node.transport().peers().stream().anyMatch(peer -> peer.node().equals(name));
    }

    private static String names(GoAgentProcess agent) {
        try {
            return agent.ask("names");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ' ' + address.getPort();
    }
}
