package io.edgemesh.tunnel.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three hosts within this JVM: a relay and two that do not know each other's addresses. */
class RelayedHostsTest {
    private static final SwarmSecret SECRET =
            SwarmSecret.ofEdgeMeshFile("a secret of some length".getBytes(StandardCharsets.UTF_8));
    private static final int RELAY = 1;
    private static final int ALICE = 2;
    private static final int BOB = 3;

    private final LocalNetwork network = new LocalNetwork();
    private final MockTicker ticker = Ticker.newMockTicker();
    private Libp2pHost relayHost;
    private Libp2pHost alice;
    private Libp2pHost bob;
    private RelayTransport toBob;
    private RelayReservations reservations;

    @BeforeEach
    void start() throws Exception {
        relayHost = network.start(network.builder(RELAY).swarmSecret(SECRET), RELAY);
        alice = network.start(network.builder(ALICE).swarmSecret(SECRET), ALICE);
        bob = network.start(network.builder(BOB).swarmSecret(SECRET), BOB);
        bob.handle(Echo.ID, Echo::serve);
        RelayTransport.addTo(alice);
        toBob = RelayTransport.addTo(bob);
        reservations = new RelayReservations(bob, toBob, new Random(1));
    }

    @AfterEach
    void close() throws Exception {
        reservations.close();
        network.close();
    }

    @Test
    void oneReachesTheOtherOverTheRelay() throws Exception {
        RelayService relay = relay(RelayConfig.DEFAULT);
        reserve();

        Connection connection = connect();

        assertThat(Echo.ask(connection, "hello")).isEqualTo("hello");
        assertThat(connection.peerId()).isEqualTo(bob.peerId());
        assertThat(connection.relayed()).isTrue();
        assertThat(RelayTransport.relayOf(connection)).isEqualTo(relayHost.peerId());
        Connection seenByBob = bob.connections().best(alice.peerId());
        assertThat(seenByBob.relayed()).isTrue();
        assertThat(RelayTransport.relayOf(seenByBob)).isEqualTo(relayHost.peerId());
        assertThat(relay.stats().circuits()).isEqualTo(1);
        assertThat(relay.stats().reservations()).isEqualTo(1);
    }

    @Test
    void theReservationSaysWhereTheRelayIs() throws Exception {
        relay(RelayConfig.DEFAULT);

        Reservation reservation = reserve();

        assertThat(reservation.addresses())
                .containsExactly(network.address(RELAY).withPeerId(relayHost.peerId()));
        assertThat(reservation.expires()).isAfter(bob.clock().instant().plus(Duration.ofMinutes(59)));
    }

    @Test
    void theOtherCanOpenStreamsToo() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();
        alice.handle(Echo.ID, Echo::serve);
        connect();
        Await.until(() -> bob.connections().best(alice.peerId()) != null);

        assertThat(Echo.ask(bob.connections().best(alice.peerId()), "back")).isEqualTo("back");
    }

    @Test
    void tenMebibytesComeBackAsTheyWereSent() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();
        byte[] sent = new byte[10 << 20];
        new Random(7).nextBytes(sent);

        assertThat(Echo.ask(connect(), Echo.ID, sent)).isEqualTo(sent);
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();
        bob.handle("/test/answer-at-the-end", AnswerAtTheEnd::serve);

        byte[] answer = Echo.ask(connect(), "/test/answer-at-the-end", new byte[8]);

        assertThat(answer).asString().isEqualTo("8 bytes came");
    }

    @Test
    void withoutAReservationTheFailureNamesTheRelayAndWhatToLookAt() throws Exception {
        relay(RelayConfig.DEFAULT);

        assertThatThrownBy(this::connect)
                .rootCause()
                .isInstanceOf(RelayException.class)
                .hasMessage("relay " + relayHost.peerId() + " answered NO_RESERVATION to the request for a circuit to "
                        + bob.peerId() + "; is the peer running and connected to that relay?");
    }

    @Test
    void aHostThatIsNoRelayIsCalledOne() {
        assertThatThrownBy(this::connect)
                .hasMessageContaining("relay " + relayHost.peerId() + " did not answer")
                .hasMessageContaining("does not speak /libp2p/circuit/relay/0.2.0/hop");
    }

    @Test
    void aRelayThatIsOutOfReachIsNamedAsTheHopThatFailed() {
        Multiaddr nowhere = RelayTransport.address(
                network.address(77), LocalNetwork.keyPair(77).peerId(), bob.peerId());

        assertThatThrownBy(() -> get(alice.connect(bob.peerId(), List.of(nowhere))))
                .hasMessageContaining("relay " + LocalNetwork.keyPair(77).peerId() + " on the way to " + bob.peerId()
                        + " is out of reach")
                .hasMessageContaining("no TCP connection");
    }

    @Test
    void anExpiredReservationIsNone() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();

        ticker.advance(1, TimeUnit.HOURS);

        assertThatThrownBy(this::connect).hasMessageContaining("NO_RESERVATION");
    }

    @Test
    void aReservationEndsWithItsConnectionAndIsMadeAnew() throws Exception {
        RelayService relay = relay(RelayConfig.DEFAULT);
        reserve();

        get(bob.connections().best(relayHost.peerId()).close());

        Await.until(() -> relay.stats().reservationsGranted() == 2);
        Await.until(() -> reservations.states().get(0).reservation() != null);
        assertThat(Echo.ask(connect(), "again")).isEqualTo("again");
    }

    /** After an address on the way has changed the first one is dead without knowing. */
    @Test
    void aRelayThatIsConnectedAnewIsAskedOverThatConnection() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();
        FakeConnection dead =
                new FakeConnection(relayHost.peerId(), network.address(RELAY).toString());
        alice.connections().add(dead);
        Future<Connection> connecting = alice.connect(bob.peerId(), List.of(viaRelay()));
        Await.until(() -> !dead.opened.isEmpty());

        get(alice.dial(relayHost.peerId(), List.of(network.address(RELAY))));

        assertThat(Echo.ask(get(connecting), "hello")).isEqualTo("hello");
        dead.close();
        dead.release();
    }

    @Test
    void aCircuitThatCarriesMoreThanItsLimitIsReset() throws Exception {
        RelayService relay =
                relay(RelayConfig.DEFAULT.withCircuits(10, 10, 10, new CircuitLimit(Duration.ZERO, 100_000)));
        reserve();
        Connection connection = connect();
        Echo.Answer answer = new Echo.Answer();
        NegotiatedStream stream = open(connection, answer);

        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[200_000]));

        assertThatThrownBy(() -> answer.whole().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StreamResetException.class);
        Await.until(() -> bob.connections().best(alice.peerId()) == null);
        assertThat(relay.stats().circuits()).isZero();
        assertThat(alice.connections().best(relayHost.peerId())).isNotNull();
    }

    @Test
    void twoCircuitsAreOneTooManyWhereOneIsTheLimit() throws Exception {
        relay(RelayConfig.DEFAULT.withCircuits(10, 1, 10, CircuitLimit.NONE));
        reserve();
        connect();

        assertThatThrownBy(() -> get(alice.dial(viaRelay()))).hasMessageContaining("RESOURCE_LIMIT_EXCEEDED");
    }

    @Test
    void theEndOfARelayedConnectionFreesItsCircuit() throws Exception {
        RelayService relay = relay(RelayConfig.DEFAULT);
        reserve();

        get(connect().close());

        Await.until(() -> relay.stats().circuits() == 0);
        Await.until(() -> bob.connections().best(alice.peerId()) == null);
    }

    @Test
    void theLossOfTheRelayEndsWhatItCarried() throws Exception {
        relay(RelayConfig.DEFAULT);
        reserve();
        Connection connection = connect();

        relayHost.close(Duration.ZERO);

        assertThat(connection.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
        Await.until(() -> reservations.states().get(0).reservation() == null);
        assertThat(reservations.states().get(0).lastFailure()).isNotNull();
    }

    @Test
    void aRelayThatIsDroppedFromTheListIsNotAskedAgain() throws Exception {
        RelayService relay = relay(RelayConfig.DEFAULT);
        reserve();

        reservations.keep(List.of());
        get(bob.connections().best(relayHost.peerId()).close());
        Await.until(() -> relay.stats().reservations() == 0);

        assertThat(reservations.states()).isEmpty();
        assertThat(bob.connections().best(relayHost.peerId())).isNull();
    }

    private RelayService relay(RelayConfig config) {
        return RelayService.addTo(relayHost, config, () -> List.of(network.address(RELAY)), ticker);
    }

    private Reservation reserve() {
        reservations.keep(List.of(new RelayPeer(relayHost.peerId(), List.of(network.address(RELAY)))));
        Await.until(() -> reservations.states().get(0).reservation() != null);
        return reservations.states().get(0).reservation();
    }

    private Connection connect() throws Exception {
        return get(alice.connect(bob.peerId(), List.of(viaRelay())));
    }

    private Multiaddr viaRelay() {
        return RelayTransport.address(network.address(RELAY), relayHost.peerId(), bob.peerId());
    }

    private static NegotiatedStream open(Connection connection, Echo.Answer answer) throws Exception {
        return get(connection.openStream(
                List.of(Echo.ID), stream -> stream.channel().pipeline().addLast(answer)));
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
