package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class YamuxSessionTest {
    private static final int WINDOW = YamuxConfig.INITIAL_WINDOW_BYTES;

    private final Streams inbound = new Streams();
    private final YamuxMemory memory = YamuxMemory.of(64 << 20, 64 << 20);
    private final Gate gate = new Gate();
    private YamuxSession session;
    private EmbeddedChannel connection = connect(YamuxConfig.DEFAULT);

    @AfterEach
    void nothingIsLeft() {
        connection.finishAndReleaseAll();
        assertThat(memory.growth().used()).isZero();
        assertThat(memory.unread().used()).isZero();
    }

    @Nested
    class Opening {
        @Test
        void theRemoteHearsOfAStreamWithItsFirstBytes() {
            StreamChannel stream = open();
            assertThat(Wire.sent(connection)).isEmpty();

            stream.writeAndFlush(bytes(5));

            assertThat(Wire.sent(connection)).containsExactly("DATA SYN #1 5");
        }

        @Test
        void anEmptyWriteIntroducesAStreamOnWhichTheRemoteSpeaksFirst() {
            open().writeAndFlush(Unpooled.EMPTY_BUFFER);

            assertThat(Wire.sent(connection)).containsExactly("WINDOW SYN #1 0");
        }

        @Test
        void writesFlushedTogetherShareAFrame() {
            StreamChannel stream = open();

            stream.write(bytes(5));
            stream.write(bytes(6));
            stream.writeAndFlush(bytes(7));

            assertThat(Wire.sent(connection)).containsExactly("DATA SYN #1 18");
        }

        @Test
        void aStreamNeverUsedIsNeverMentioned() {
            open().close();

            assertThat(Wire.sent(connection)).isEmpty();
            assertThat(session.streamCount()).isZero();
        }

        @Test
        void streamsBeyondTheRemotesBacklogWaitForAnAcknowledgement() {
            reconnect(YamuxConfig.DEFAULT.withStreams(100, 2));
            for (int i = 0; i < 3; i++) {
                open().writeAndFlush(bytes(1));
            }
            assertThat(Wire.sent(connection)).containsExactly("DATA SYN #1 1", "DATA SYN #3 1");

            receive("WINDOW ACK #1 0");

            assertThat(Wire.sent(connection)).containsExactly("DATA SYN #5 1");
        }

        @Test
        void moreStreamsThanTheLimitFailToOpen() {
            reconnect(YamuxConfig.DEFAULT.withStreams(1, 1));
            open();

            assertThat(session.open(new Recorder()).cause())
                    .isInstanceOf(StreamLimitException.class)
                    .hasMessage("connection carries 1 streams, its limit");
        }
    }

    @Nested
    class Accepting {
        @Test
        void aStreamThatReadsIsAcknowledgedAtTheEndOfTheBurst() {
            receive("DATA SYN #2 5");

            assertThat(inbound.only().received.size()).isEqualTo(5);
            assertThat(inbound.only().readsCompleted).isEqualTo(1);
            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 0");
        }

        @Test
        void anAnswerCarriesTheAcknowledgement() {
            inbound.autoRead = false;
            receive("WINDOW SYN #2 0");

            inbound.only().channel.writeAndFlush(bytes(3));

            assertThat(Wire.sent(connection)).containsExactly("DATA ACK #2 3");
        }

        @Test
        void aStreamThatNobodyReadsIsNotAcknowledged() {
            inbound.autoRead = false;
            receive("DATA SYN #2 5");
            assertThat(Wire.sent(connection)).isEmpty();

            inbound.only().channel.read();

            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 0");
            assertThat(inbound.only().received.size()).isEqualTo(5);
        }

        @Test
        void oneBurstMayOpenMoreStreamsThanMayBePendingWhereAllAreRead() {
            reconnect(YamuxConfig.DEFAULT.withStreams(100, 2));

            receive("DATA SYN #2 5", "DATA SYN #4 6", "WINDOW SYN #6 0", "DATA SYN #8 7", "DATA SYN #10 8");

            assertThat(inbound.opened).hasSize(5);
            assertThat(Wire.sent(connection)).hasSize(5).allMatch(frame -> frame.startsWith("WINDOW ACK"));
        }

        @Test
        void tooManyPendingStreamsAreReset() {
            reconnect(YamuxConfig.DEFAULT.withStreams(100, 2));
            inbound.autoRead = false;

            receive("WINDOW SYN #2 0", "WINDOW SYN #4 0", "DATA SYN #6 3", "DATA #6 3");

            assertThat(Wire.sent(connection)).containsExactly("WINDOW RST #6 0", "WINDOW RST #6 0");
            assertThat(inbound.opened).hasSize(2);
        }

        @Test
        void tooManyStreamsAreReset() {
            reconnect(YamuxConfig.DEFAULT.withStreams(1, 1));

            receive("WINDOW SYN #2 0", "WINDOW SYN #4 0");

            assertThat(Wire.sent(connection)).contains("WINDOW RST #4 0");
        }
    }

    @Nested
    class FlowControl {
        @Test
        void sendsNoMoreThanTheWindowAndGoesOnWhenItIsWidened() {
            StreamChannel stream = open();
            ChannelFuture write = stream.writeAndFlush(bytes(WINDOW + 10));
            assertThat(sentBytes()).isEqualTo(WINDOW);
            assertThat(write.isDone()).isFalse();

            receive("WINDOW ACK #1 4");
            assertThat(Wire.sent(connection)).containsExactly("DATA #1 4");
            receive("WINDOW #1 100");

            assertThat(Wire.sent(connection)).containsExactly("DATA #1 6");
            assertThat(write.isSuccess()).isTrue();
        }

        @Test
        void aStreamWithoutWindowIsNotWritable() {
            StreamChannel stream = open();

            stream.writeAndFlush(bytes(WINDOW + 70_000));
            Wire.sent(connection);
            assertThat(stream.isWritable()).isFalse();
            receive("WINDOW ACK #1 70000");

            assertThat(stream.isWritable()).isTrue();
            Wire.sent(connection);
        }

        @Test
        void theRemoteIsToldOfTheWindowOnceHalfOfItIsConsumed() {
            receive("DATA SYN #2 100000");
            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 0");

            receive("DATA #2 40000");

            assertThat(Wire.sent(connection)).containsExactly("WINDOW #2 140000");
        }

        @Test
        void aStreamThatDoesNotReadGetsNoNewWindowAndLosesNothing() {
            receive("WINDOW SYN #2 0");
            Recorder stream = inbound.only();
            stream.channel.config().setAutoRead(false);
            Wire.sent(connection);

            receive("DATA #2 " + WINDOW);

            assertThat(stream.received.size()).isZero();
            assertThat(Wire.sent(connection)).isEmpty();
            assertThat(memory.unread().used()).isEqualTo(WINDOW);

            stream.channel.config().setAutoRead(true);
            connection.runPendingTasks();

            assertThat(stream.received.size()).isEqualTo(WINDOW);
            assertThat(sentUpdates()).isEqualTo(WINDOW);
        }

        @Test
        void oneReadBringsAPieceNotEverything() {
            inbound.autoRead = false;
            receive("DATA SYN #2 " + WINDOW);

            inbound.only().channel.read();
            connection.runPendingTasks();

            assertThat(inbound.only().received.size()).isBetween(1, 65 * 1024);
            assertThat(inbound.only().readsCompleted).isEqualTo(1);
        }

        @Test
        void readingOnComesBehindWhateverElseTheEventLoopHasToDo() {
            inbound.autoRead = false;
            receive("DATA SYN #2 5");
            AtomicInteger readBefore = new AtomicInteger();

            inbound.only().channel.read();
            connection
                    .eventLoop()
                    .execute(() -> readBefore.set(inbound.only().received.size()));
            connection.runPendingTasks();

            assertThat(readBefore).hasValue(0);
            assertThat(inbound.only().received.size()).isEqualTo(5);
        }

        @Test
        void aFrameBeyondTheWindowEndsTheConnectionBeforeItsPayloadArrives() {
            receive("WINDOW SYN #2 0");
            Wire.sent(connection);

            connection
                    .pipeline()
                    .fireChannelRead(FrameHeader.write(Unpooled.buffer(), FrameHeader.DATA, 0, 2, WINDOW + 1));

            assertThat(Wire.sent(connection)).containsExactly("GOAWAY 1");
            assertThat(connection.isOpen()).isFalse();
            assertThat(session.failure())
                    .isInstanceOf(YamuxProtocolException.class)
                    .hasMessageContaining("exceeds the window");
            assertThat(inbound.only().failures).hasSize(1);
            assertThat(inbound.only().inactive).isTrue();
        }

        @Test
        void theStreamThatHoldsMostIsResetWhenTheConnectionHoldsTooMuch() {
            reconnect(YamuxConfig.DEFAULT.withWindows(WINDOW, 0, WINDOW));
            inbound.autoRead = false;
            receive("DATA SYN #2 200000", "DATA SYN #4 60000");

            receive("DATA #4 60000");

            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK RST #2 0");
            assertThat(inbound.opened.get(0).failures)
                    .singleElement()
                    .isInstanceOf(StreamResetException.class)
                    .asString()
                    .contains("200000 bytes unread");
            assertThat(inbound.opened.get(1).failures).isEmpty();
            assertThat(memory.unread().used()).isEqualTo(120_000);
        }

        @Test
        void theWindowGrowsWhileItLimitsTheStream() {
            roundTrip(Duration.ofMillis(60));
            receive("DATA SYN #2 " + WINDOW / 2);
            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 " + (WINDOW / 2 + WINDOW));

            connection.advanceTimeBy(300, TimeUnit.MILLISECONDS);
            receive("DATA #2 " + WINDOW);

            assertThat(Wire.sent(connection)).containsExactly("WINDOW #2 " + WINDOW);
        }

        @Test
        void aRoundTripThatAQueueHasMadeLongerIsNoReasonToGrow() {
            roundTrip(Duration.ofMillis(60));
            advance(10);
            advance(10);
            assertThat(Wire.sent(connection)).containsExactly("PING SYN 2");
            advance(5);
            receive("PING ACK 2");
            receive("DATA SYN #2 " + WINDOW / 2);
            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 " + (WINDOW / 2 + WINDOW));

            connection.advanceTimeBy(300, TimeUnit.MILLISECONDS);
            receive("DATA #2 " + WINDOW);

            assertThat(Wire.sent(connection)).containsExactly("WINDOW #2 " + WINDOW);
        }

        @Test
        void theWindowStaysWithinTheBudget() {
            reconnect(YamuxConfig.DEFAULT.withWindows(16 << 20, WINDOW, WINDOW));
            roundTrip(Duration.ofMillis(60));

            for (int i = 0; i < 10; i++) {
                receive("DATA " + (i == 0 ? "SYN " : "") + "#2 " + WINDOW);
            }

            assertThat(memory.growth().used()).isEqualTo(WINDOW);
            Wire.sent(connection);
        }
    }

    @Nested
    class Congestion {
        @Test
        void streamsTakeTurnsFrameByFrame() {
            reconnect(YamuxConfig.DEFAULT.withFrames(40_000));
            gate.shut = true;
            StreamChannel first = open();
            StreamChannel second = open();
            first.writeAndFlush(bytes(200_000));
            second.writeAndFlush(bytes(80_000));

            gate.open(connection);

            assertThat(Wire.sent(connection))
                    .containsExactly(
                            "DATA SYN #1 40000",
                            "DATA #1 40000", // up to here the connection took it
                            "DATA #1 40000",
                            "DATA SYN #3 40000",
                            "DATA #1 40000",
                            "DATA #3 40000",
                            "DATA #1 40000");
        }

        @Test
        void aStreamIsNotWritableWhileTheConnectionIsCongested() {
            gate.shut = true;
            StreamChannel stream = open();
            stream.writeAndFlush(bytes(200_000));
            assertThat(stream.isWritable()).isFalse();

            gate.open(connection);

            assertThat(stream.isWritable()).isTrue();
            Wire.sent(connection);
        }

        @Test
        void aRemoteThatProvokesAnswersAndReadsNoneIsCutOff() {
            gate.shut = true;
            open().writeAndFlush(bytes(200_000));
            connection.runPendingTasks();

            for (int i = 0; i < 10_001 && connection.isOpen(); i++) {
                receive("PING SYN " + i);
            }

            assertThat(session.failure()).hasMessageContaining("reads none");
        }
    }

    @Nested
    class Ending {
        @Test
        void shutdownOfTheOutputIsSentBehindWhatWasWritten() {
            StreamChannel stream = open();
            stream.writeAndFlush(bytes(WINDOW + 1));

            ChannelFuture shutdown = stream.shutdownOutput();
            connection.runPendingTasks();
            assertThat(shutdown.isDone()).isFalse();
            sentBytes();
            receive("WINDOW ACK #1 1");

            assertThat(Wire.sent(connection)).containsExactly("DATA #1 1", "WINDOW FIN #1 0");
            assertThat(shutdown.isSuccess()).isTrue();
            assertThat(stream.isOutputShutdown()).isTrue();
            assertThat(stream.isOpen()).isTrue();
            assertThat(stream.write(bytes(1)).isSuccess()).isFalse();
        }

        @Test
        void theRemotesEndIsAnEventAndTheOutputGoesOn() {
            receive("DATA SYN FIN #2 5");
            Recorder stream = inbound.only();

            assertThat(stream.inputEnded).isTrue();
            assertThat(stream.received.size()).isEqualTo(5);
            stream.channel.writeAndFlush(bytes(2));

            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK #2 0", "DATA #2 2");
        }

        @Test
        void withoutHalfClosureTheRemotesEndClosesTheStream() {
            inbound.halfClosure = false;

            receive("DATA SYN FIN #2 5");

            assertThat(inbound.only().channel.isOpen()).isFalse();
            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK FIN #2 0");
        }

        @Test
        void theRemotesEndWaitsUntilEverythingBeforeItIsRead() {
            inbound.autoRead = false;
            receive("DATA SYN FIN #2 5");
            assertThat(inbound.only().inputEnded).isFalse();

            inbound.only().channel.config().setAutoRead(true);
            connection.runPendingTasks();

            assertThat(inbound.only().received.size()).isEqualTo(5);
            assertThat(inbound.only().inputEnded).isTrue();
            Wire.sent(connection);
        }

        @Test
        void aStreamThatBothSidesEndedIsClosed() {
            receive("DATA SYN FIN #2 5");

            inbound.only().channel.shutdownOutput();
            connection.runPendingTasks();

            assertThat(inbound.only().channel.isOpen()).isFalse();
            assertThat(inbound.only().inactive).isTrue();
            assertThat(inbound.only().failures).isEmpty();
            assertThat(session.streamCount()).isZero();
            Wire.sent(connection);
        }

        @Test
        void closeAfterEverythingWasSentIsCleanAndLaterDataIsRefused() {
            StreamChannel stream = open();
            stream.writeAndFlush(bytes(5)).addListener(ChannelFutureListener.CLOSE);
            assertThat(Wire.sent(connection)).containsExactly("DATA SYN #1 5", "WINDOW FIN #1 0");

            receive("DATA ACK #1 3");

            assertThat(Wire.sent(connection)).containsExactly("WINDOW RST #1 0");
        }

        @Test
        void closeWithBytesUnsentIsAReset() {
            StreamChannel stream = open();
            stream.writeAndFlush(bytes(WINDOW + 1));
            sentBytes();

            stream.close();

            assertThat(Wire.sent(connection)).containsExactly("WINDOW RST #1 0");
        }

        @Test
        void closeWithBytesUnreadIsAReset() {
            inbound.autoRead = false;
            receive("DATA SYN #2 5");

            inbound.only().channel.close();

            assertThat(Wire.sent(connection)).containsExactly("WINDOW ACK RST #2 0");
        }

        @Test
        void aResetByThePeerHasItsOwnException() {
            receive("DATA SYN #2 5", "WINDOW RST #2 0");
            Recorder stream = inbound.only();

            assertThat(stream.failures)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            StreamResetException.class,
                            reset -> assertThat(reset.remote()).isTrue());
            assertThat(stream.inactive).isTrue();
            Wire.sent(connection);
        }

        @Test
        void aResetByUsTellsThePeer() {
            receive("DATA SYN #2 5");
            Wire.sent(connection);

            inbound.only().channel.reset();

            assertThat(Wire.sent(connection)).containsExactly("WINDOW RST #2 0");
            assertThat(inbound.only().inactive).isTrue();
        }

        @Test
        void aLostConnectionEndsEveryStreamWithAReset() {
            receive("DATA SYN #2 5");
            StreamChannel ours = open();
            ChannelFuture write = ours.writeAndFlush(bytes(WINDOW + 1));
            Wire.sent(connection);

            connection.close();

            assertThat(inbound.only().failures).singleElement().isInstanceOf(StreamResetException.class);
            assertThat(write.cause()).isInstanceOf(StreamResetException.class).hasMessageContaining("connection");
            assertThat(session.open(new Recorder()).cause()).isInstanceOf(GoAwayException.class);
        }

        @Test
        void aDrainedSessionClosesWithItsLastStream() {
            receive("DATA SYN FIN #2 5");
            session.drain();
            receive("DATA SYN #4 5");
            assertThat(Wire.sent(connection)).contains("WINDOW RST #4 0");
            assertThat(connection.isOpen()).isTrue();

            inbound.only().channel.close();

            assertThat(Wire.sent(connection)).containsExactly("WINDOW FIN #2 0", "GOAWAY 0");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Nested
    class Violations {
        @Test
        void aStreamOpenedTwice() {
            violates("opened stream 2 twice", "WINDOW SYN #2 0", "WINDOW SYN #2 0");
        }

        @Test
        void aStreamWithOurParity() {
            violates("parity is ours", "WINDOW SYN #1 0");
        }

        @Test
        void aFrameForAStreamOfOursThatWasNeverOpened() {
            violates("ours to open and was not opened", "DATA #1 1");
        }

        @Test
        void dataAfterTheEnd() {
            violates("data after FIN", "DATA SYN FIN #2 0", "DATA #2 1");
        }

        @Test
        void aWindowBeyondWhatCanBeCounted() {
            violates("beyond 4 GiB", "WINDOW SYN #2 0", "WINDOW #2 4294967295");
        }

        private void violates(String message, String... frames) {
            receive(frames);

            assertThat(Wire.sent(connection)).endsWith("GOAWAY 1");
            assertThat(connection.isOpen()).isFalse();
            assertThat(session.failure())
                    .isInstanceOf(YamuxProtocolException.class)
                    .hasMessageContaining(message);
        }
    }

    @Nested
    class KeepAlive {
        @Test
        void pingsAreAnswered() {
            receive("PING SYN 77");

            assertThat(Wire.sent(connection)).containsExactly("PING ACK 77");
        }

        @Test
        void aPongTellsTheRoundTrip() {
            roundTrip(Duration.ofMillis(60));

            assertThat(session.roundTrip()).isEqualTo(Duration.ofMillis(60));
        }

        @Test
        void aPongNobodyWaitsForIsIgnored() {
            receive("PING ACK 99");

            assertThat(session.roundTrip()).isZero();
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void silenceAfterAPingEndsTheConnection() {
            receive("DATA SYN #2 1");
            advance(10); // heard something since the first ping
            advance(10); // second ping
            assertThat(connection.isOpen()).isTrue();

            advance(10);

            assertThat(connection.isOpen()).isFalse();
            assertThat(session.failure()).hasMessage("peer silent: no answer to a ping within 10000 ms");
            assertThat(inbound.only().failures).singleElement().isInstanceOf(StreamResetException.class);
        }

        @Test
        void goAwayOfThePeerForbidsNewStreamsAndLeavesTheOldOnes() {
            receive("DATA SYN #2 1", "GOAWAY 0", "DATA #2 4");

            assertThat(inbound.only().received.size()).isEqualTo(5);
            assertThat(session.open(new Recorder()).cause()).isInstanceOf(GoAwayException.class);
            Wire.sent(connection);
        }

        @Test
        void goAwayWithAnErrorEndsTheConnection() {
            receive("GOAWAY 1");

            assertThat(connection.isOpen()).isFalse();
            assertThat(session.failure()).hasMessageContaining("protocol error");
        }
    }

    @Test
    void anAbsurdConfigurationIsRefused() {
        assertThatThrownBy(() -> YamuxConfig.DEFAULT.withWindows(1, 0, WINDOW))
                .hasMessage("maxWindowBytes: 1 (expected: >= 262144)");
    }

    private EmbeddedChannel connect(YamuxConfig config) {
        session = new YamuxSession(true, config, memory, inbound);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.config().setOption(ChannelOption.WRITE_BUFFER_HIGH_WATER_MARK, 64 * 1024);
        channel.pipeline().addLast(gate, session);
        assertThat(Wire.sent(channel)).containsExactly("PING SYN 1");
        return channel;
    }

    private void reconnect(YamuxConfig config) {
        connection.finishAndReleaseAll();
        connection = connect(config);
    }

    private StreamChannel open() {
        Future<StreamChannel> opened = session.open(new Recorder());
        connection.runPendingTasks();
        return opened.getNow();
    }

    private void receive(String... frames) {
        for (String frame : frames) {
            connection.pipeline().fireChannelRead(Wire.frame(frame));
        }
        connection.pipeline().fireChannelReadComplete();
        connection.runPendingTasks();
    }

    private void roundTrip(Duration duration) {
        connection.advanceTimeBy(duration.toMillis(), TimeUnit.MILLISECONDS);
        receive("PING ACK 1");
    }

    private void advance(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private int sentBytes() {
        return sum("DATA");
    }

    private int sentUpdates() {
        return sum("WINDOW");
    }

    private int sum(String type) {
        return Wire.sent(connection).stream()
                .filter(frame -> frame.startsWith(type))
                .mapToInt(frame -> Integer.parseInt(frame.substring(frame.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.buffer(length).writeZero(length);
    }

    /** A connection that takes nothing while it is shut. */
    private static final class Gate extends ChannelOutboundHandlerAdapter {
        private boolean shut;

        @Override
        public boolean isSharable() {
            return true; // a test that reconnects takes it along
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!shut) {
                ctx.flush();
            }
        }

        void open(EmbeddedChannel channel) {
            shut = false;
            channel.flush();
            channel.runPendingTasks();
        }
    }
}
