package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** How streams of either side come about. */
class YamuxOpeningTest extends SessionFixture {
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
