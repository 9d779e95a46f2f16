package io.edgemesh.tunnel.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What {@link StreamChannel} promises, of the streams between two hosts over loopback, whatever their connection is made of.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StreamContract {
    private static final String TAKEN = "/test/taken/1.0.0";

    protected final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final BlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
    private Libp2pHost alice;
    private Libp2pHost bob;
    private Connection connection;

    /** A stream that bob has taken in: what it brings, and the stream. */
    private record Accepted(StreamChannel stream, Echo.Answer input) {}

    /** Makes a host that dials and listens by the transport in question. */
    protected abstract Libp2pHost host(int number);

    /** Where a host may listen: at any port of loopback. */
    protected abstract Multiaddr anyPort();

    @BeforeAll
    void connect() throws Exception {
        alice = host(1);
        bob = host(2);
        bob.handle(Echo.ID, Echo::serve);
        bob.handle(TAKEN, this::take);
        get(bob.listen(anyPort()));
        connection = get(alice.connect(bob.peerId(), bob.listenAddresses()));
    }

    private void take(NegotiatedStream stream) {
        Echo.Answer input = new Echo.Answer();
        stream.channel().config().setAutoRead(false);
        stream.channel().pipeline().addLast(input);
        accepted.add(new Accepted(stream.channel(), input));
    }

    @AfterAll
    void close() throws Exception {
        get(alice.close(Duration.ZERO));
        get(bob.close(Duration.ZERO));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void manyMegabytesComeBackAsTheyWere() throws Exception {
        byte[] bytes = new byte[8 << 20];
        new Random(7).nextBytes(bytes);

        assertThat(Echo.ask(connection, Echo.ID, bytes)).isEqualTo(bytes);
    }

    @Test
    void aThousandStreamsAtOnceEachGetTheirOwnAnswer() throws Exception {
        List<Echo.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Echo.Answer answer = new Echo.Answer();
            answers.add(answer);
            String text = "stream " + i;
            connection.openStream(List.of(Echo.ID), opened -> {
                opened.channel().pipeline().addLast(answer);
                opened.channel().writeAndFlush(Unpooled.copiedBuffer(text, UTF_8));
                opened.channel().shutdownOutput();
            });
        }

        for (int i = 0; i < 1000; i++) {
            assertThat(answers.get(i).text().get(30, TimeUnit.SECONDS)).isEqualTo("stream " + i);
        }
    }

    @Test
    void aReaderThatStallsHoldsUpItsWriterAndNobodyElse() throws Exception {
        StreamChannel stalled = open(TAKEN, new Echo.Answer());
        stalled.writeAndFlush(Unpooled.wrappedBuffer(new byte[4 << 20]));
        accept();

        for (int i = 0; i < 20; i++) {
            assertThat(Echo.ask(connection, "still here")).isEqualTo("still here");
        }
        assertThat(stalled.isWritable()).isFalse();
        stalled.reset().sync();
    }

    @Test
    void manyReadersThatStallHoldUpNobodyElse() throws Exception {
        List<StreamChannel> stalled = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stalled.add(open(TAKEN, new Echo.Answer()));
            stalled.get(i).writeAndFlush(Unpooled.wrappedBuffer(new byte[1 << 20]));
            accept();
        }
        byte[] bytes = new byte[4 << 20];
        new Random(10).nextBytes(bytes);

        assertThat(Echo.ask(connection, Echo.ID, bytes)).isEqualTo(bytes);
        stalled.forEach(StreamChannel::reset);
    }

    @Test
    void aReaderThatGoesOnGetsEverythingInOrder() throws Exception {
        byte[] bytes = new byte[4 << 20];
        new Random(8).nextBytes(bytes);
        StreamChannel stream = open(TAKEN, new Echo.Answer());
        stream.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        stream.shutdownOutput();
        Accepted accepted = accept();
        for (int i = 0; i < 10; i++) {
            accepted.stream.read();
        }

        accepted.stream.config().setAutoRead(true);

        assertThat(accepted.input.whole().get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
    }

    @Test
    void oneDirectionEndsAndTheOtherGoesOn() throws Exception {
        Echo.Answer answer = new Echo.Answer();
        StreamChannel stream = open(TAKEN, answer);
        stream.writeAndFlush(Unpooled.copiedBuffer("question", UTF_8));
        stream.shutdownOutput();
        Accepted accepted = accept();
        accepted.stream.config().setAutoRead(true);
        assertThat(accepted.input.text().get(60, TimeUnit.SECONDS)).isEqualTo("question");
        assertThat(accepted.stream.isOutputShutdown()).isFalse();

        accepted.stream.writeAndFlush(Unpooled.copiedBuffer("answer", UTF_8));
        accepted.stream.shutdownOutput();

        assertThat(answer.text().get(60, TimeUnit.SECONDS)).isEqualTo("answer");
        awaitClosed(stream, accepted.stream);
    }

    @Test
    void writingAfterTheEndFails() throws Exception {
        StreamChannel stream = open(TAKEN, new Echo.Answer());
        stream.shutdownOutput().sync();

        assertThat(stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]))
                        .await()
                        .isSuccess())
                .isFalse();
        stream.reset().sync();
        accept();
    }

    @Test
    void aResetReachesTheOtherSideAsOne() throws Exception {
        StreamChannel stream = open(TAKEN, new Echo.Answer());
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        Accepted accepted = accept();
        accepted.stream.config().setAutoRead(true);

        stream.reset().sync();

        assertReset(accepted);
        awaitClosed(accepted.stream);
    }

    @Test
    void closingWithNothingLeftIsAnEnd() throws Exception {
        StreamChannel stream = open(TAKEN, new Echo.Answer());
        stream.writeAndFlush(Unpooled.copiedBuffer("all of it", UTF_8)).sync();

        stream.close().sync();

        Accepted accepted = accept();
        accepted.stream.config().setAutoRead(true);
        assertThat(accepted.input.text().get(60, TimeUnit.SECONDS)).isEqualTo("all of it");
        accepted.stream.close();
    }

    @Test
    void closingWithBytesUnsentIsAReset() throws Exception {
        StreamChannel stream = open(TAKEN, new Echo.Answer());
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[4 << 20]));
        Accepted accepted = accept();

        stream.close().sync();

        accepted.stream.config().setAutoRead(true);
        assertReset(accepted);
    }

    @Test
    void closingWithBytesUnreadIsAReset() throws Exception {
        Echo.Answer answer = new Echo.Answer();
        StreamChannel stream = open(TAKEN, answer);
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[200_000])).sync();
        Accepted accepted = accept();
        assertThat(Echo.ask(connection, "so they have come")).isNotEmpty();

        accepted.stream.close().sync();

        assertThatThrownBy(() -> answer.whole().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StreamResetException.class);
        awaitClosed(stream);
    }

    @Test
    void streamsAreLostWithTheirConnection() throws Exception {
        Connection another = get(alice.dial(bob.listenAddresses().get(0)));
        Echo.Answer answer = new Echo.Answer();
        get(another.openStream(
                        List.of(Echo.ID), opened -> opened.channel().pipeline().addLast(answer)))
                .channel()
                .writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));

        get(another.close());

        assertThatThrownBy(() -> answer.whole().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StreamResetException.class)
                .hasMessageContaining("connection lost");
    }

    @Test
    void aConnectionThatIsDrainedClosesWithItsLastStream() throws Exception {
        Connection another = get(alice.dial(bob.listenAddresses().get(0)));
        Echo.Answer answer = new Echo.Answer();
        StreamChannel stream = get(another.openStream(
                        List.of(Echo.ID), opened -> opened.channel().pipeline().addLast(answer)))
                .channel();
        stream.writeAndFlush(Unpooled.copiedBuffer("last words", UTF_8)).sync();

        Future<?> closed = another.close(Duration.ofSeconds(30));
        stream.shutdownOutput();

        assertThat(answer.text().get(60, TimeUnit.SECONDS)).isEqualTo("last words");
        closed.get(60, TimeUnit.SECONDS);
    }

    @Test
    void streamsThatHaveEndedAreForgotten() throws Exception {
        Echo.ask(connection, "gone soon");

        Await.until(() -> connection.streamCount() <= 1); // another test's, at most
    }

    /** Opens a stream and waits for the peer's choice, so that no part of the negotiation is under way any more. */
    private StreamChannel open(String protocol, Echo.Answer answer) throws Exception {
        return get(connection.openStream(
                        List.of(protocol, "/test/unknown/1.0.0"),
                        opened -> opened.channel().pipeline().addLast(answer)))
                .channel();
    }

    private Accepted accept() throws InterruptedException {
        Accepted stream = accepted.poll(60, TimeUnit.SECONDS);
        assertThat(stream).as("a stream that bob has taken").isNotNull();
        return stream;
    }

    private static void assertReset(Accepted accepted) {
        assertThatThrownBy(() -> accepted.input.whole().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StreamResetException.class,
                        reset -> assertThat(reset.remote()).isTrue());
    }

    private static void awaitClosed(StreamChannel... streams) throws InterruptedException {
        for (StreamChannel stream : streams) {
            assertThat(stream.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}
