package io.edgemesh.tunnel.autonat;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.autonat.Reachability.State;
import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Varint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReachabilityWatchTest {
    private static final List<String> ANSWERS = List.of(AutoNatService.PROTOCOL_ID);
    private static final Multiaddr LISTENING = Multiaddr.parse("/ip4/192.168.1.7/tcp/20006");
    private static final Multiaddr OUTSIDE = Multiaddr.parse("/ip4/198.51.100.7/tcp/20006");

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final FakeConnection relay = FakeConnection.from(2);
    private final FakeConnection other = FakeConnection.from(3);
    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private int changes;
    private List<Multiaddr> addresses = List.of(LISTENING);
    private final ReachabilityWatch watch = new ReachabilityWatch(
            Peers.peer(1), () -> addresses, loop.eventLoop(), () -> now, new Random(1), () -> changes++);

    @BeforeEach
    void freeze() {
        loop.freezeTime();
    }

    @AfterEach
    void release() {
        relay.release();
        other.release();
        loop.finishAndReleaseAll();
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(watch.current().state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void isPublicWhenARelayReachesIt() {
        ask(relay);
        now = now.plusSeconds(5);

        answer(relay, DialBackAnswer.reached(OUTSIDE));

        assertThat(watch.current()).isEqualTo(new Reachability(State.PUBLIC, now, OUTSIDE));
        assertThat(changes).isOne();
    }

    @Test
    void isPrivateWhenRelaysTryInVain() {
        ask(relay);

        answer(relay, DialBackAnswer.not(DialStatus.DIAL_ERROR, "dial failed"));

        assertThat(watch.current()).isEqualTo(new Reachability(State.PRIVATE, now, null));
    }

    @Test
    void oneRelayThatReachesItIsEnough() {
        ask(relay);
        ask(other);

        answer(relay, DialBackAnswer.not(DialStatus.DIAL_ERROR, "dial failed"));
        answer(other, DialBackAnswer.reached(OUTSIDE));

        assertThat(watch.current().state()).isEqualTo(State.PUBLIC);
    }

    @Test
    void aRefusalSaysNothingAndIsAskedAgainSoon() {
        ask(relay);
        answer(relay, DialBackAnswer.not(DialStatus.DIAL_REFUSED, "too many requests"));

        assertThat(watch.current().state()).isEqualTo(State.UNKNOWN);
        assertThat(relay.opened).isEmpty();
        pass(ReachabilityWatch.UNANSWERED_SECONDS);
        assertThat(relay.opened).hasSize(1);
    }

    @Test
    void aStreamThatEndsWithoutAnAnswerIsLikeARefusal() {
        ask(relay);

        relay.opened.remove().close();
        pass(ReachabilityWatch.UNANSWERED_SECONDS);

        assertThat(watch.current().state()).isEqualTo(State.UNKNOWN);
        assertThat(relay.opened).hasSize(1);
    }

    @Test
    void asksNowAndThen() {
        ask(relay);
        answer(relay, DialBackAnswer.reached(OUTSIDE));

        pass(ReachabilityWatch.AGAIN_SECONDS);
        answer(relay, DialBackAnswer.reached(OUTSIDE));

        assertThat(changes).isOne();
    }

    @Test
    void forgetsWhatWasTrueInAnotherNetwork() {
        ask(relay);
        answer(relay, DialBackAnswer.reached(OUTSIDE));

        watch.askAnew();
        pass(ReachabilityWatch.FIRST_SECONDS);

        assertThat(watch.current().state()).isEqualTo(State.UNKNOWN);
        answer(relay, DialBackAnswer.not(DialStatus.DIAL_ERROR, "dial failed"));
        assertThat(watch.current().state()).isEqualTo(State.PRIVATE);
    }

    @Test
    void asksNobodyWhoDoesNotAnswerOrIsReachedOverARelay() {
        FakeConnection relayed =
                new FakeConnection(Peers.peer(4), "/ip4/192.0.2.1/tcp/1/p2p/" + Peers.peer(5) + "/p2p-circuit");

        watch.ask(relay, List.of("/ipfs/ping/1.0.0"));
        watch.ask(relayed, ANSWERS);
        pass(ReachabilityWatch.AGAIN_SECONDS);

        assertThat(relay.opened).isEmpty();
        assertThat(relayed.opened).isEmpty();
    }

    @Test
    void asksARelayThatSpeaksAgainOnlyOnce() {
        ask(relay);
        ask(relay);

        assertThat(relay.opened).hasSize(1);
    }

    @Test
    void asksNoMoreWhenTheRelayIsGone() {
        ask(relay);
        answer(relay, DialBackAnswer.reached(OUTSIDE));

        relay.close();
        pass(ReachabilityWatch.AGAIN_SECONDS);

        assertThat(relay.opened).isEmpty();
        assertThat(watch.current().state()).isEqualTo(State.PUBLIC);
    }

    private void ask(FakeConnection connection) {
        watch.ask(connection, ANSWERS);
        pass(ReachabilityWatch.FIRST_SECONDS);
    }

    private void answer(FakeConnection connection, DialBackAnswer answer) {
        EmbeddedStream stream = connection.opened.remove();
        ByteBuf message = Unpooled.buffer();
        answer.write(message);
        ByteBuf prefix = Unpooled.buffer();
        Varint.write(prefix, message.readableBytes());
        stream.writeInbound(Unpooled.wrappedBuffer(prefix, message));
        pass(0);
    }

    private void pass(long seconds) {
        loop.runPendingTasks();
        loop.advanceTimeBy(seconds, TimeUnit.SECONDS);
        loop.runScheduledPendingTasks();
        loop.runPendingTasks();
    }
}
