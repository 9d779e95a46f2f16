package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.junit.jupiter.api.Test;

/** How streams end, and what ends the connection with them. */
class YamuxEndingTest extends SessionFixture {
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
