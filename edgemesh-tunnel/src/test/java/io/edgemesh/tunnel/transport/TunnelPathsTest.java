package io.edgemesh.tunnel.transport;

import static io.edgemesh.tunnel.transport.TestSwarm.knowing;
import static io.edgemesh.tunnel.transport.TwoRelays.RELAY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.edgemesh.tunnel.mesh.Refusal;
import io.edgemesh.tunnel.relay.RelayStats;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How nodes find each other, what is said when they do not, and what operators of Go agents know as pitfalls. */
class TunnelPathsTest {

    private final TestSwarm swarm = new TestSwarm();
    private final EchoServer server = EchoServer.tcp();

    @AfterEach
    void close() throws Exception {
        server.close();
        swarm.close();
    }

    @Test
    void aBetterPathServesNewStreamsAndRunningOnesGoOn() throws Exception {
        swarm.relay("cloud");
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", Map.of());
        Await.until(edgeB::reachable);

        OpenedChannel first = edgeA.open("edge-b", server.address(), Protocol.TCP);
        Received received = Received.from(first.channel());
        Await.until(() -> path(edgeA, "edge-b") == Kind.LAN);
        OpenedChannel second = edgeA.open("edge-b", server.address(), Protocol.TCP);

        assertThat(first.path().kind()).isEqualTo(Kind.RELAY);
        assertThat(first.path().via()).isEqualTo("cloud");
        assertThat(second.path().kind()).isEqualTo(Kind.LAN);
        first.channel().writeAndFlush(text("still here"));
        assertThat(received.text(10)).isEqualTo("still here");
    }

    @Test
    void aDeadRelayIsReplacedByAnotherWithinTheSameRequest() throws Exception {
        Node cloud1 = swarm.relay("cloud-1");
        swarm.relay("cloud-2");
        Node edgeB = swarm.start("edge-b", RELAY_ONLY);
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeB::reachable);
        Await.until(edgeA::reachable);
        edgeA.open("edge-b", server.address(), Protocol.TCP);

        swarm.stop(cloud1);
        OpenedChannel opened = edgeA.open("edge-b", server.address(), Protocol.TCP);
        Received received = Received.from(opened.channel());
        opened.channel().writeAndFlush(text("hello"));

        assertThat(received.text(5)).isEqualTo("hello");
        assertThat(opened.path().via()).isEqualTo("cloud-2");
    }

    @Test
    void aRelayThatFallsSilentIsAvoided() throws Exception {
        try (TwoRelays relays = new TwoRelays(swarm, server.address())) {
            Node edgeA = relays.edgeA;

            relays.fallSilent();
            Await.until(() -> silent(edgeA, relays.used));
            Await.until(() -> !String.valueOf(edgeA.peer("edge-b").path()).contains(relays.used));

            OpenedChannel opened = edgeA.open("edge-b", server.address(), Protocol.TCP);
            assertThat(opened.path().via()).isNotEqualTo(relays.used);
        }
    }

    /** The relay is not known to be silent yet: the open itself finds out. */
    @Test
    void anOpenThatRunsIntoSilenceIsAnsweredOverAnotherRelay() throws Exception {
        try (TwoRelays relays = new TwoRelays(swarm, server.address())) {
            relays.fallSilent();

            OpenedChannel opened = relays.edgeA.open("edge-b", server.address(), Protocol.TCP);
            assertThat(opened.path().via()).isNotEqualTo(relays.used);
            assertEchoes(opened.channel());
        }
    }

    private static boolean silent(Node node, String relay) {
        return node.transport().status().relays().stream()
                .anyMatch(link -> link.node().equals(relay) && link.silent());
    }

    @Test
    void aNodeThatIsAskedForJustAfterTheStartIsWaitedFor() throws Exception {
        swarm.relay("cloud");
        swarm.clock(InstantSource.fixed(Instant.now())); // however long the other takes, this one has just started
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        CompletableFuture<OpenedChannel> opened = edgeA.begin("edge-b", server.address());

        swarm.start("edge-b", RELAY_ONLY);

        assertThat(opened.get(120, TimeUnit.SECONDS).path().kind()).isEqualTo(Kind.RELAY);
    }

    @Test
    void aNodeThatComesBackIsReachedAgain() throws Exception {
        swarm.relay("cloud");
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Node before = swarm.start("edge-b", RELAY_ONLY);
        Await.until(before::reachable);
        edgeA.open("edge-b", server.address(), Protocol.TCP);

        swarm.stop(before);
        Await.until(() -> edgeA.peer("edge-b").path() == null);
        Node after = swarm.start("edge-b", RELAY_ONLY);
        Await.until(after::reachable);

        assertThat(edgeA.open("edge-b", server.address(), Protocol.TCP).path().kind())
                .isEqualTo(Kind.RELAY);
    }

    @Test
    void saysWhichRelayMissesAReservation() throws Exception {
        swarm.relay("cloud");
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeA::reachable);

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("cannot reach node \"edge-b\" for 127.0.0.1:" + server.port())
                .hasMessageContaining("relay \"cloud\" answered NO_RESERVATION");
    }

    @Test
    void saysThatTheRelayIsDown() throws Exception {
        Node cloud = swarm.relay("cloud");
        swarm.stop(cloud);
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("relay \"cloud\" on the way to \"edge-b\" is out of reach")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void saysThatThereIsNothingToTry() {
        Node edgeA = swarm.start("edge-a", Map.of());

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("no address of it is known, and there is no relay to ask");
    }

    /** Seen as "could not read full nonce" elsewhere. */
    @Test
    void saysThatTheSwarmSecretDiffers() {
        Node edgeB = swarm.start("edge-b", Map.of(), SwarmSecret.of("the secret of another swarm altogether: 1234567"));
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("secret");
    }

    @Test
    void saysThatAnotherNodeAnswersAtTheAddress() {
        Node edgeC = swarm.start("edge-c", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeC));

        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("dialled peer");
    }

    @Test
    void aNodeIsNoOpenProxyIntoItsNetwork() {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));

        assertThatThrownBy(() -> edgeA.open("edge-b", new InetSocketAddress("10.1.2.3", 22), Protocol.TCP))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("node \"edge-b\" did not connect to 10.1.2.3:22: DENIED")
                .hasMessageContaining("is not on this node");
        assertThat(edgeB.transport().status().refused()).containsExactly(Map.entry(Refusal.DENIED, 1L));
    }

    @Test
    void tellsWhyAPathIsTakenAndWhatFailedOfLate() throws Exception {
        swarm.relay("cloud");
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeA::reachable);
        assertThatThrownBy(() -> edgeA.open("edge-b", server.address(), Protocol.TCP))
                .hasMessageContaining("NO_RESERVATION");
        Instant failed = Instant.now();
        Node edgeB = swarm.start("edge-b", RELAY_ONLY);
        Await.until(edgeB::reachable);
        edgeA.open("edge-b", server.address(), Protocol.TCP);

        PeerStatus status = edgeA.peer("edge-b");
        assertThat(status.path()).hasToString("relay via cloud (libp2p)");
        assertThat(status.why()).isEqualTo("relay cloud answers; directly: it has named no address that may be tried");
        assertThat(status.since()).isBetween(failed, Instant.now());
        assertThat(status.failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.reason()).contains("NO_RESERVATION"));
    }

    @Test
    void tellsHowItStandsWithItsRelaysAndWhatARelayDoes() throws Exception {
        Node cloud = swarm.relay("cloud");
        Node edgeB = swarm.start("edge-b", RELAY_ONLY);
        Node edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeB::reachable);
        assertEchoes(edgeA.open("edge-b", server.address(), Protocol.TCP).channel());

        Await.until(() -> !silent(edgeB, "cloud")); // as a busy machine may have made it seem
        assertThat(edgeB.transport().status().relays()).singleElement().satisfies(relay -> {
            assertThat(relay.node()).isEqualTo("cloud");
            assertThat(relay.connected()).isTrue();
        });
        RelayStats relay =
                cloud.transport().feature(TunnelStatus.class).orElseThrow().relay();
        assertThat(relay.circuits()).isEqualTo(1);
        assertThat(relay.bytesForwarded()).isPositive();
        assertThat(edgeA.transport().status().relay()).isNull();
    }

    /** Without the swarm's secret nothing that can be read is answered. */
    @Test
    void aStrangerWithoutTheSecretIsToldNothing() throws Exception {
        Node edgeB = swarm.start("edge-b", Map.of());

        try (Socket stranger = new Socket()) {
            stranger.connect(edgeB.address().socketAddress(), 10_000);
            stranger.setSoTimeout(100_000);
            stranger.getOutputStream().write("\23/multistream/1.0.0\n\7/noise\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = stranger.getInputStream().readAllBytes();

            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("multistream", "edge");
        }
    }

    @Test
    void thePeersNameIsToldToWhoeverDelivers() throws Exception {
        Node edgeB = swarm.start("edge-b", Map.of());
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB));
        edgeA.open("edge-b", server.address(), Protocol.TCP);

        Await.until(() ->
                edgeB.transport().peers().stream().anyMatch(peer -> peer.node().equals("edge-a")));
        edgeA.open("edge-b", server.address(), Protocol.TCP);

        assertThat(edgeB.dialer().deliveries).last().extracting("peer").isEqualTo("edge-a");
    }

    @Test
    void aNodeThatSpeaksTheGoProtocolAloneServes() throws Exception {
        GoAgent edgeB = swarm.goAgent("edge-b");
        Node edgeA = swarm.start("edge-a", knowing("edge-b", edgeB.address()));

        for (int i = 0; i < 2; i++) {
            assertEchoes(edgeA.open("edge-b", server.address(), Protocol.TCP).channel());
        }
    }

    @Test
    void aNodeThatSpeaksTheGoProtocolAloneIsServed() throws Exception {
        GoAgent edgeB = swarm.goAgent("edge-b");
        Node edgeA = swarm.start("edge-a", Map.of());
        ProxyRequest request = new ProxyRequest(Protocol.TCP, server.address(), "edge-a", null, Duration.ofSeconds(10));

        assertEchoes(edgeB.open("edge-a", edgeA.address(), request));
    }

    /** Elsewhere what was once heard of is kept for ever. */
    @Test
    void aPeerWhoseNameIsNotKnownIsForgottenWithItsConnection() throws Exception {
        GoAgent stranger = swarm.goAgent("edge-b");
        Node edgeA = swarm.start("edge-a", Map.of());
        ProxyRequest request = new ProxyRequest(Protocol.TCP, server.address(), "edge-a", null, Duration.ofSeconds(10));
        assertEchoes(stranger.open("edge-a", edgeA.address(), request));
        Await.until(() -> edgeA.transport().peers().size() == 1);

        stranger.close();

        Await.until(() -> edgeA.transport().peers().isEmpty());
    }

    private static void assertEchoes(Channel channel) throws Exception {
        Received received = Received.from(channel);
        channel.writeAndFlush(text("hello"));
        assertThat(received.text(5)).isEqualTo("hello");
        channel.close().sync();
    }

    private static Kind path(Node node, String peer) {
        return node.peer(peer).path() == null
                ? Kind.DIRECT
                : Objects.requireNonNull(node.peer(peer).path()).kind();
    }

    private static io.netty.buffer.ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
