package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.key;
import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayServiceTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final int RELAY = 9;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final FakeConnection source = FakeConnection.from(1);
    private final FakeConnection target = FakeConnection.from(2);
    private final FakeConnection moved = FakeConnection.from(2);
    private final List<EmbeddedStream> streams = new ArrayList<>();
    private RelayService relay = relay(RelayConfig.DEFAULT);

    @AfterEach
    void release() {
        streams.forEach(EmbeddedStream::finishAndReleaseAll);
        target.release();
        moved.release();
    }

    private RelayService relay(RelayConfig config) {
        List<Multiaddr> addresses = List.of(Multiaddr.parse("/ip4/203.0.113.1/tcp/20006"));
        return new RelayService(config, new Reservations(key(RELAY), () -> addresses, config, () -> NOW, ticker));
    }

    @Test
    void grantsAReservationWithItsAddressesAndAVoucher() {
        HopMessage.Status answer = reserve(target);

        assertThat(answer.status()).isEqualTo(RelayStatus.OK);
        assertThat(answer.reservation().expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(answer.reservation().addresses())
                .containsExactly(Multiaddr.parse("/ip4/203.0.113.1/tcp/20006/p2p/" + peer(RELAY)));
        assertThat(ReservationVoucher.open(answer.reservation().voucher(), peer(RELAY), peer(2))
                        .expires())
                .isEqualTo(answer.reservation().expires());
    }

    @Test
    void givesNoReservationToAPeerThatComesOverARelayItself() {
        FakeConnection relayed =
                new FakeConnection(peer(1), "/ip4/192.0.2.1/tcp/1/p2p/" + peer(3) + "/p2p-circuit/p2p/" + peer(1));

        assertThat(reserve(relayed)).isEqualTo(HopMessage.Status.of(RelayStatus.PERMISSION_DENIED));
    }

    @Test
    void refusesReservationsWhenFullAndCountsThem() {
        relay = relay(RelayConfig.DEFAULT.withReservations(1, 1, Duration.ofHours(1)));
        reserve(target);

        assertThat(reserve(source)).isEqualTo(HopMessage.Status.of(RelayStatus.RESERVATION_REFUSED));
        assertThat(relay.stats().refusals()).isEqualTo(Map.of(RelayStatus.RESERVATION_REFUSED, 1L));
    }

    @Test
    void refusesACircuitToAPeerWithoutReservation() {
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));

        assertThat(answerOn(hop)).isEqualTo(HopMessage.Status.of(RelayStatus.NO_RESERVATION));
        assertThat(hop.isOpen()).isFalse();
    }

    @Test
    void refusesACircuitToAPeerWhoseReservationHasExpired() {
        reserve(target);
        ticker.advance(1, TimeUnit.HOURS);

        assertThat(answerOn(request(new HopMessage.Connect(peer(2)))).status()).isEqualTo(RelayStatus.NO_RESERVATION);
    }

    @Test
    void refusesACircuitToAPeerThatHasLeft() {
        reserve(target);
        target.close();

        assertThat(answerOn(request(new HopMessage.Connect(peer(2)))).status()).isEqualTo(RelayStatus.NO_RESERVATION);
    }

    @Test
    void refusesMoreCircuitsThanAllowedUntilOneIsOver() {
        relay = relay(RelayConfig.DEFAULT.withCircuits(10, 1, 10, CircuitLimit.NONE));
        reserve(target);
        EmbeddedStream first = request(new HopMessage.Connect(peer(2)));

        assertThat(answerOn(request(new HopMessage.Connect(peer(2)))).status())
                .isEqualTo(RelayStatus.RESOURCE_LIMIT_EXCEEDED);

        first.close();
        first.runPendingTasks();
        assertThat(relay.stats().circuits()).isZero();
        assertThat(answerOn(request(new HopMessage.Connect(peer(2))))).isNull(); // waits for the target
    }

    @Test
    void offersTheCircuitToTheTargetAndJoinsBothWhenItAgrees() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream stop = target.opened.remove();
        assertThat(Frames.nextStop(stop)).isEqualTo(new StopMessage.Connect(peer(1), CircuitLimit.NONE));
        assertThat(answerOn(hop)).isNull();

        stop.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));
        run(hop, stop);

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.OK);
        hop.writeInbound(Frames.text("from source"));
        stop.writeInbound(Frames.text("from target"));
        run(hop, stop);
        assertThat(Frames.rest(stop)).isEqualTo("from source");
        assertThat(Frames.rest(hop)).isEqualTo("from target");
        assertThat(relay.stats().bytesForwarded()).isEqualTo(22);
        assertThat(relay.stats().circuits()).isEqualTo(1);
        hop.close();
        run(hop, stop);
    }

    @Test
    void forwardsWhatBothSidesSentAheadOfTheAgreement() {
        reserve(target);
        EmbeddedStream hop = stream();
        accept(source, hop);
        hop.writeInbound(
                Unpooled.wrappedBuffer(Frames.of(new HopMessage.Connect(peer(2))), Frames.text("early from source")));
        EmbeddedStream stop = target.opened.remove();
        Frames.nextStop(stop);

        stop.writeInbound(Unpooled.wrappedBuffer(
                Frames.of(new StopMessage.Status(RelayStatus.OK)), Frames.text("early from target")));
        run(hop, stop);

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.OK);
        assertThat(Frames.rest(hop)).isEqualTo("early from target");
        assertThat(Frames.rest(stop)).isEqualTo("early from source");
        hop.close();
        run(hop, stop);
    }

    @Test
    void resetsACircuitThatCarriesMoreThanItsLimit() {
        relay = relay(RelayConfig.DEFAULT.withCircuits(10, 10, 10, new CircuitLimit(Duration.ZERO, 8)));
        EmbeddedStream hop = circuit();
        EmbeddedStream stop = target.opened.remove();

        hop.writeInbound(Frames.text("12345678"));
        run(hop, stop);
        assertThat(Frames.rest(stop)).isEqualTo("12345678");
        hop.writeInbound(Frames.text("9"));
        run(hop, stop);

        assertThat(hop.wasReset()).isTrue();
        assertThat(stop.isOpen()).isFalse();
    }

    @Test
    void resetsACircuitWhoseTimeIsOver() {
        relay = relay(RelayConfig.DEFAULT.withCircuits(10, 10, 10, new CircuitLimit(Duration.ofSeconds(30), 0)));
        EmbeddedStream hop = circuit();
        EmbeddedStream stop = target.opened.remove();

        hop.advanceTimeBy(29, TimeUnit.SECONDS);
        run(hop, stop);
        assertThat(hop.isOpen()).isTrue();
        hop.advanceTimeBy(1, TimeUnit.SECONDS);
        run(hop, stop);

        assertThat(hop.wasReset()).isTrue();
        assertThat(stop.isOpen()).isFalse();
        assertThat(relay.stats().circuits()).isZero();
    }

    @Test
    void answersThatTheConnectionFailedWhenTheTargetDoesNotAgree() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream stop = target.opened.remove();
        Frames.nextStop(stop);

        stop.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.PERMISSION_DENIED)));
        run(hop, stop);

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.CONNECTION_FAILED);
        assertThat(relay.stats().circuits()).isZero();
    }

    @Test
    void doesNotWaitForeverForATargetThatSaysNothing() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream stop = target.opened.remove();
        Frames.nextStop(stop);

        stop.advanceTimeBy(10, TimeUnit.SECONDS);
        run(hop, stop);

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.CONNECTION_FAILED);
        assertThat(stop.wasReset()).isTrue();
    }

    /** The connection that a target leaves may be dead, and would hold up the circuit until the time is over. */
    @Test
    void offersACircuitAnewWhereTheReservationOfItsTargetMovesTo() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream dead = target.opened.remove();

        reserve(moved);
        EmbeddedStream stop = moved.opened.remove();
        assertThat(Frames.nextStop(stop)).isEqualTo(new StopMessage.Connect(peer(1), CircuitLimit.NONE));
        stop.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));
        run(hop, stop);

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.OK);
        hop.writeInbound(Frames.text("from source"));
        run(hop, stop);
        assertThat(Frames.rest(stop)).isEqualTo("from source");
        Frames.nextStop(dead);
        dead.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));
        run(hop, dead);
        assertThat(dead.wasReset()).isTrue();
        assertThat(hop.isOpen()).isTrue();
        hop.close();
        run(hop, stop);
    }

    @Test
    void waitsForTheTargetWhereItsReservationIsAlthoughTheConnectionItHasLeftEnds() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream dead = target.opened.remove();
        reserve(moved);

        dead.close();
        run(hop, dead);
        assertThat(answerOn(hop)).isNull();

        EmbeddedStream stop = moved.opened.remove();
        stop.close();
        run(hop, stop);
        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.CONNECTION_FAILED);
    }

    @Test
    void offersACircuitOnceOverEachConnectionHoweverOftenTheTargetReserves() {
        reserve(target);
        request(new HopMessage.Connect(peer(2)));

        for (int i = 0; i < 3; i++) {
            reserve(moved);
            reserve(target);
        }

        assertThat(target.opened).hasSize(1);
        assertThat(moved.opened).hasSize(1);
    }

    @Test
    void letsTheTargetGoIfTheClientHasNotWaitedForIt() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream stop = target.opened.remove();
        Frames.nextStop(stop);

        hop.close();
        run(hop, stop);
        stop.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));
        run(hop, stop);

        assertThat(stop.wasReset()).isTrue();
        assertThat(relay.stats().circuits()).isZero();
        assertThat(relay.stats().circuitsOpened()).isZero();
    }

    @Test
    void doesNotWaitForeverForAClientThatSaysNothing() {
        EmbeddedStream hop = stream();
        accept(source, hop);

        hop.advanceTimeBy(10, TimeUnit.SECONDS);
        hop.runScheduledPendingTasks();

        assertThat(hop.wasReset()).isTrue();
    }

    @Test
    void saysSoWhenItCannotReadARequest() {
        EmbeddedStream hop = stream();
        accept(source, hop);

        hop.writeInbound(Unpooled.wrappedBuffer(new byte[] {2, 8, 7}));

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.MALFORMED_MESSAGE);
        assertThat(hop.isOpen()).isFalse();
    }

    @Test
    void saysSoWhenARequestIsLongerThanAny() {
        EmbeddedStream hop = stream();
        accept(source, hop);

        hop.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 0x20}));

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.MALFORMED_MESSAGE);
    }

    @Test
    void saysSoWhenARequestIsAnAnswer() {
        EmbeddedStream hop = request(HopMessage.Status.of(RelayStatus.OK));

        assertThat(answerOn(hop).status()).isEqualTo(RelayStatus.UNEXPECTED_MESSAGE);
    }

    private EmbeddedStream circuit() {
        reserve(target);
        EmbeddedStream hop = request(new HopMessage.Connect(peer(2)));
        EmbeddedStream stop = target.opened.element();
        Frames.nextStop(stop);
        stop.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));
        run(hop, stop);
        answerOn(hop);
        return hop;
    }

    private HopMessage.Status reserve(FakeConnection connection) {
        EmbeddedStream hop = stream();
        accept(connection, hop);
        hop.writeInbound(Frames.of(new HopMessage.Reserve()));
        return answerOn(hop);
    }

    private EmbeddedStream request(HopMessage message) {
        EmbeddedStream hop = stream();
        accept(source, hop);
        hop.writeInbound(Frames.of(message));
        return hop;
    }

    private void accept(FakeConnection connection, EmbeddedStream hop) {
        relay.accept(new NegotiatedStream(hop, HopMessage.PROTOCOL, connection));
    }

    private EmbeddedStream stream() {
        EmbeddedStream stream = new EmbeddedStream();
        streams.add(stream);
        return stream;
    }

    private static void run(EmbeddedStream... streams) {
        for (int i = 0; i < 3; i++) {
            for (EmbeddedStream stream : streams) {
                stream.runPendingTasks();
                stream.runScheduledPendingTasks();
            }
        }
    }

    private static HopMessage.@Nullable Status answerOn(EmbeddedStream hop) {
        return (HopMessage.Status) Frames.nextHop(hop);
    }
}
