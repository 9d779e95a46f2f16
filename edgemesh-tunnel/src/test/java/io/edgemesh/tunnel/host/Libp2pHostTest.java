package io.edgemesh.tunnel.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Libp2pHostTest {
    private static final SwarmSecret SECRET = SwarmSecret.ofEdgeMeshFile("a secret of some length".getBytes(UTF_8));

    private final LocalNetwork network = new LocalNetwork();

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void twoHostsEcho() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        bob.handle(Echo.ID, Echo::serve);

        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        assertThat(Echo.ask(connection, "hello")).isEqualTo("hello");
        assertThat(connection.peerId()).isEqualTo(bob.peerId());
        assertThat(connection.remoteAddress()).isEqualTo(network.address(2));
        assertThat(connection.relayed()).isFalse();
    }

    @Test
    void membersOfAPrivateNetworkEcho() throws Exception {
        Libp2pHost alice = network.start(network.builder(1).swarmSecret(SECRET), 1);
        Libp2pHost bob = network.start(network.builder(2).swarmSecret(SECRET), 2);
        bob.handle(Echo.ID, Echo::serve);

        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        assertThat(Echo.ask(connection, "hello")).isEqualTo("hello");
    }

    @Test
    void theListenerCanOpenStreamsToo() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        alice.handle(Echo.ID, Echo::serve);
        get(alice.connect(bob.peerId(), List.of(network.address(2))));
        Await.until(() -> bob.connections().best(alice.peerId()) != null);

        assertThat(Echo.ask(bob.connections().best(alice.peerId()), "back")).isEqualTo("back");
    }

    @Test
    void anotherSecretIsCalledByItsName() throws Exception {
        Libp2pHost alice = network.start(network.builder(1).swarmSecret(SECRET), 1);
        SwarmSecret other = SwarmSecret.ofEdgeMeshFile("another secret altogether".getBytes(UTF_8));
        Libp2pHost bob = network.start(network.builder(2).swarmSecret(other), 2);

        assertThatThrownBy(() -> get(alice.connect(bob.peerId(), List.of(network.address(2)))))
                .cause()
                .isInstanceOf(DialException.class)
                .hasMessageContaining("secret")
                .hasCauseInstanceOf(SwarmSecretException.class);
    }

    @Test
    void aMissingSecretIsHintedAt() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(network.builder(2).swarmSecret(SECRET), 2);

        assertThatThrownBy(() -> get(alice.connect(bob.peerId(), List.of(network.address(2)))))
                .cause()
                .isInstanceOf(DialException.class)
                .hasMessageContaining("secret");
    }

    @Test
    void anotherPeerThanTheOneDialledIsRefused() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);

        assertThatThrownBy(() -> get(alice.connect(LocalNetwork.keyPair(3).peerId(), List.of(network.address(2)))))
                .cause()
                .isInstanceOf(DialException.class)
                .hasCauseInstanceOf(PeerIdMismatchException.class)
                .hasMessageContaining(bob.peerId().toString());
        Await.until(() -> bob.connections().all().isEmpty());
    }

    @Test
    void withoutCommonSecurityTheFailureNamesBothSides() throws Exception {
        Libp2pHost alice = network.start(network.builder(1).security(List.of(new Unheard())), 1);
        Libp2pHost bob = network.start(2);

        assertThatThrownBy(() -> get(alice.connect(bob.peerId(), List.of(network.address(2)))))
                .cause()
                .hasCauseInstanceOf(NoCommonSecurityException.class)
                .hasMessageContaining("peer supports none of [/unheard]");
    }

    @Test
    void aRefusedProtocolFailsTheStreamAndLeavesTheConnection() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        assertThatThrownBy(() -> get(connection.openStream(List.of("/a", "/b"), stream -> {})))
                .cause()
                .isInstanceOf(ProtocolRefusedException.class)
                .hasMessage("peer " + bob.peerId() + " does not speak /a or /b");
        Echo.Answer answer = new Echo.Answer();
        get(connection.openStream(
                List.of("/a"), stream -> stream.channel().pipeline().addLast(answer)));
        assertThatThrownBy(() -> answer.whole().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ProtocolRefusedException.class);
        assertThat(connection.closeFuture().isDone()).isFalse();
    }

    @Test
    void theFirstProtocolThePeerSpeaksIsChosen() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        bob.handle(Echo.ID, Echo::serve);
        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        NegotiatedStream stream = get(connection.openStream(List.of("/a", Echo.ID), opened -> {}));

        assertThat(stream.protocolId()).isEqualTo(Echo.ID);
    }

    @Test
    void theAddressThatAnswersWins() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);

        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(77), network.address(2))));

        assertThat(connection.remoteAddress()).isEqualTo(network.address(2));
    }

    @Test
    void theFailureOfADialHasEachAddressWithItsReason() throws Exception {
        Libp2pHost alice = network.start(1);

        assertThatThrownBy(() -> get(alice.connect(
                        LocalNetwork.keyPair(5).peerId(), List.of(network.address(77), network.address(78)))))
                .cause()
                .isInstanceOf(DialException.class)
                .hasMessageContaining("/ip4/10.0.0.77/tcp/4001: no TCP connection")
                .hasMessageContaining("/ip4/10.0.0.78/tcp/4001: no TCP connection");
    }

    @Test
    void withoutAUsableAddressThereIsNoRoute() throws Exception {
        Libp2pHost alice = network.start(1);

        assertThatThrownBy(() -> get(alice.connect(
                        LocalNetwork.keyPair(5).peerId(), List.of(Multiaddr.parse("/ip4/10.0.0.1/udp/1/quic-v1")))))
                .hasCauseInstanceOf(NoRouteException.class);
    }

    @Test
    void aSecondConnectReturnsTheConnectionThatStands() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);

        Connection first = get(alice.connect(bob.peerId(), List.of(network.address(2))));
        Connection second = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        assertThat(second).isSameAs(first);
    }

    @Test
    void connectsAtTheSameTimeShareOneDial() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);

        Future<Connection> first = alice.connect(bob.peerId(), List.of(network.address(2)));
        Future<Connection> second = alice.connect(bob.peerId(), List.of(network.address(2)));

        assertThat(get(second)).isSameAs(get(first));
    }

    @Test
    void theDiallerMayPlayTheListenersPart() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        bob.handle(Echo.ID, Echo::serve);
        DialRequest request = DialRequest.of(network.address(2), bob.peerId(), Duration.ofSeconds(1));

        Future<Connection> bothListen = alice.dial(request.asListener());

        assertThatThrownBy(() -> get(bothListen)).hasCauseInstanceOf(UpgradeTimeoutException.class);
    }

    @Test
    void anAddressOfOurOwnIsNoticed() throws Exception {
        Libp2pHost alice = network.start(1);

        assertThatThrownBy(() -> get(alice.dial(network.address(1))))
                .hasCauseInstanceOf(UpgradeException.class)
                .hasMessageContaining("leads back to this node");
    }

    @Test
    void listenersHearOfConnectionsThatComeAndGo() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        CompletableFuture<Connection> connected = new CompletableFuture<>();
        CompletableFuture<Connection> disconnected = new CompletableFuture<>();
        bob.addListener(new ConnectionListener() {
            @Override
            public void onConnected(Connection connection) {
                connected.complete(connection);
            }

            @Override
            public void onDisconnected(Connection connection) {
                disconnected.complete(connection);
            }
        });

        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));
        assertThat(connected.get(60, TimeUnit.SECONDS).peerId()).isEqualTo(alice.peerId());
        get(connection.close());

        assertThat(disconnected.get(60, TimeUnit.SECONDS)).isSameAs(connected.get());
        Await.until(() -> alice.connections().all().isEmpty());
    }

    @Test
    void moreConnectionsThanTheLimitAreRefused() throws Exception {
        HostLimits limits = HostLimits.builder().maxConnectionsPerPeer(1).build();
        Libp2pHost alice = network.start(network.builder(1).limits(limits), 1);
        Libp2pHost bob = network.start(2);
        get(alice.dial(network.address(2)));

        assertThatThrownBy(() -> get(alice.dial(network.address(2))))
                .hasCauseInstanceOf(ConnectionLimitException.class)
                .hasMessageContaining("has 1 connections with us");
        assertThat(alice.connections().all(bob.peerId())).hasSize(1);
    }

    @Test
    void aPatientCloseLetsStreamsEnd() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);
        bob.handle(Echo.ID, Echo::serve);
        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));
        Echo.Answer answer = new Echo.Answer();
        NegotiatedStream stream = get(connection.openStream(
                List.of(Echo.ID), opened -> opened.channel().pipeline().addLast(answer)));

        Future<?> closed = connection.close(Duration.ofSeconds(60));
        stream.channel().writeAndFlush(Unpooled.copiedBuffer("last", UTF_8));
        stream.channel().shutdownOutput();

        assertThat(answer.text().get(60, TimeUnit.SECONDS)).isEqualTo("last");
        closed.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aConnectionWithoutStreamsIsClosedAfterTheIdleTime() throws Exception {
        HostLimits limits =
                HostLimits.builder().idleTimeout(Duration.ofMillis(200)).build();
        Libp2pHost alice = network.start(network.builder(1).limits(limits), 1);
        Libp2pHost bob = network.start(2);

        Connection connection = get(alice.connect(bob.peerId(), List.of(network.address(2))));

        connection.closeFuture().get(60, TimeUnit.SECONDS);
        assertThat(connection.failure()).hasMessage("connection closed in good order");
    }

    @Test
    void oneCallerWhoGivesUpTakesNothingFromTheOthers() throws Exception {
        Libp2pHost alice = network.start(1);
        Libp2pHost bob = network.start(2);

        Future<Connection> first = alice.connect(bob.peerId(), List.of(network.address(2)));
        Future<Connection> second = alice.connect(bob.peerId(), List.of(network.address(2)));
        first.cancel(false);

        assertThat(get(second).peerId()).isEqualTo(bob.peerId());
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** A way to secure connections that nobody else knows. */
    private static final class Unheard implements SecureTransport {
        @Override
        public String protocolId() {
            return "/unheard";
        }

        @Override
        public Future<SecuredPeer> secure(Channel channel, SecurityRequest request) {
            throw new AssertionError("nobody agreed to this");
        }
    }
}
