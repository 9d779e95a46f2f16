package io.edgemesh.tunnel.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.interop.Receiver.Received;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What we put a peer through on a connection. */
record Exercises(Connection connection) {
    void ping() throws Exception {
        Duration patience = Duration.ofSeconds(InteropScale.PATIENCE_SECONDS);
        assertThat(OurSide.get(Ping.ping(connection, new Random(1), patience))).isPositive();
    }

    /** Sends so much and compares what comes back; ends its output first, so that half-close is needed. */
    void echo(long bytes) throws Exception {
        Sender sender = new Sender(bytes);
        Receiver receiver = new Receiver();
        open(InteropProtocols.ECHO, sender, receiver);

        Received received = get(receiver.received());
        assertThat(received.bytes()).isEqualTo(bytes);
        assertThat(received.digest()).isEqualTo(sender.digest());
    }

    /** Has the peer answer after our end, with what it has read. */
    void sink(long bytes) throws Exception {
        Sender sender = new Sender(bytes);
        Receiver receiver = new Receiver();
        open(InteropProtocols.SINK, sender, receiver);

        assertThat(get(receiver.received()).first()).isEqualTo(sender.digest());
    }

    void source(long bytes) throws Exception {
        Receiver receiver = new Receiver();
        NegotiatedStream stream = open(InteropProtocols.SOURCE, receiver);
        stream.channel().writeAndFlush(Unpooled.buffer().writeLong(bytes));

        assertThat(get(receiver.received()).bytes()).isEqualTo(bytes);
        stream.channel().close();
    }

    void reset() throws Exception {
        Receiver receiver = new Receiver();
        NegotiatedStream stream = open(InteropProtocols.RESET, receiver);
        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));

        assertThatThrownBy(() -> get(receiver.received()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StreamResetException.class);
    }

    void streams(int count) throws Exception {
        List<CompletableFuture<Received>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Receiver receiver = new Receiver();
            open(InteropProtocols.ECHO, new Sender(1000), receiver);
            answers.add(receiver.received());
        }
        for (CompletableFuture<Received> answer : answers) {
            assertThat(get(answer).bytes()).isEqualTo(1000);
        }
    }

    /** Likewise, and none ends before the last has been opened. */
    void streamsAtOnce(int count) throws Exception {
        List<NegotiatedStream> streams = new ArrayList<>();
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Receiver receiver = new Receiver();
            NegotiatedStream stream = open(InteropProtocols.ECHO, receiver);
            stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1000]));
            streams.add(stream);
            receivers.add(receiver);
        }
        assertThat(connection.streamCount()).isGreaterThanOrEqualTo(count);
        streams.forEach(stream -> stream.channel().shutdownOutput());
        for (Receiver receiver : receivers) {
            assertThat(get(receiver.received()).bytes()).isEqualTo(1000);
        }
    }

    private NegotiatedStream open(String protocol, ChannelHandler... handlers) throws Exception {
        return OurSide.get(connection.openStream(
                List.of(protocol), stream -> stream.channel().pipeline().addLast(handlers)));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(InteropScale.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
