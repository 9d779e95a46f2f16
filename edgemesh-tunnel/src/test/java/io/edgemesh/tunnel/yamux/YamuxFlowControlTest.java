package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much may be under way and unread, and whose turn it is. */
class YamuxFlowControlTest extends SessionFixture {
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

        connection.pipeline().fireChannelRead(FrameHeader.write(Unpooled.buffer(), FrameHeader.DATA, 0, 2, WINDOW + 1));

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
