package io.edgemesh.api.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, with the two channels on one event loop and on two. */
class ForwarderTest {
    /** From JDK 25 on the common pool has one thread on two cores, and who blocks in it holds up all others. */
    private static final Executor BLOCKING = work -> new Thread(work).start();

    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesBytesBothWays(boolean oneLoop) throws Exception {
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            send(sockets.left, "ping");
            assertThat(receive(sockets.right, 4)).isEqualTo("ping");

            send(sockets.right, "pong");
            assertThat(receive(sockets.left, 4)).isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesWhatWasSentBeforeTheJoin(boolean oneLoop) throws Exception {
        try (var sockets = new JoinedSockets(oneLoop)) {
            send(sockets.left, "early");
            send(sockets.right, "bird");

            sockets.join();

            assertThat(receive(sockets.right, 5)).isEqualTo("early");
            assertThat(receive(sockets.left, 4)).isEqualTo("bird");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersOfManyMegabytesArriveAfterTheRequestsHalfClose(boolean oneLoop) throws Exception {
        byte[] answer = randomBytes(5 * MEGABYTE);
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            send(sockets.left, "request");
            sockets.left.shutdownOutput();
            assertThat(new String(sockets.right.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("request");

            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> sendAndClose(sockets.right, answer), BLOCKING);
            byte[] received = sockets.left.getInputStream().readAllBytes();

            sent.join();
            assertThat(received).isEqualTo(answer);
            awaitClosed(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestsArriveAfterTheAnsweringSideHasHalfClosed(boolean oneLoop) throws Exception {
        byte[] request = randomBytes(5 * MEGABYTE);
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            sockets.right.shutdownOutput();
            assertThat(sockets.left.getInputStream().read()).isEqualTo(-1);

            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> sendAndClose(sockets.left, request), BLOCKING);
            byte[] received = sockets.right.getInputStream().readAllBytes();

            sent.join();
            assertThat(received).isEqualTo(request);
            awaitClosed(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesAResetOnAsAReset(boolean oneLoop) throws Exception {
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            send(sockets.left, "x");
            receive(sockets.right, 1);

            sockets.left.setSoLinger(true, 0);
            sockets.left.close();

            assertThatThrownBy(() -> sockets.right.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            awaitClosed(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamClosedBeforeItsEndNeverLooksComplete(boolean oneLoop) throws Exception {
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            send(sockets.left, "x");
            receive(sockets.right, 1);

            sockets.a.close();

            assertThatThrownBy(() -> sockets.right.getInputStream().read()).isInstanceOf(SocketException.class);
            awaitClosed(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChannelClosedBeforeTheJoinClosesTheOther(boolean oneLoop) throws Exception {
        try (var sockets = new JoinedSockets(oneLoop)) {
            sockets.b.close().sync();

            sockets.join();

            awaitClosed(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatStopsStopsTheWriterAndLosesNothing(boolean oneLoop) throws Exception {
        byte[] content = randomBytes(MEGABYTE);
        int rounds = 100;
        AtomicLong sent = new AtomicLong();
        try (var sockets = new JoinedSockets(oneLoop).join()) {
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(() -> sendRepeatedly(sockets.left, content, rounds, sent), BLOCKING);
            await().until(() -> !sockets.a.config().isAutoRead() && !sockets.b.isWritable());
            long heldByNetty = pendingBytes(sockets.b);

            byte[] received = new byte[MEGABYTE];
            for (int round = 0; round < rounds; round++) {
                sockets.right.getInputStream().readNBytes(received, 0, MEGABYTE);
                assertThat(received).isEqualTo(content);
            }

            sender.join();
            assertThat(heldByNetty).isLessThan(MEGABYTE); // high-water mark 64 KiB, and one read beyond it
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noWakeUpIsLostWhileWritabilityFlaps(boolean oneLoop) throws Exception {
        byte[] content = randomBytes(MEGABYTE);
        int rounds = 64;
        try (var sockets = new JoinedSockets(oneLoop)) {
            sockets.a.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
            sockets.b.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
            sockets.join();
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> east =
                    CompletableFuture.runAsync(() -> sendRepeatedly(sockets.left, content, rounds, sent), BLOCKING);
            CompletableFuture<Void> west =
                    CompletableFuture.runAsync(() -> sendRepeatedly(sockets.right, content, rounds, sent), BLOCKING);

            CompletableFuture<Long> atRight =
                    CompletableFuture.supplyAsync(() -> drain(sockets.right, rounds), BLOCKING);
            long atLeft = drain(sockets.left, rounds);

            CompletableFuture.allOf(east, west).join();
            assertThat(atLeft).isEqualTo((long) rounds * MEGABYTE);
            assertThat(atRight.join()).isEqualTo((long) rounds * MEGABYTE);
        }
    }

    private static long pendingBytes(Channel channel) throws Exception {
        return channel.eventLoop()
                .submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes())
                .get();
    }

    private static void awaitClosed(JoinedSockets sockets) {
        await().until(() -> !sockets.a.isOpen() && !sockets.b.isOpen());
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), UTF_8);
    }

    private static void sendAndClose(Socket socket, byte[] content) {
        try (OutputStream out = socket.getOutputStream()) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void sendRepeatedly(Socket socket, byte[] content, int rounds, AtomicLong sent) {
        try {
            for (int round = 0; round < rounds; round++) {
                socket.getOutputStream().write(content);
                sent.addAndGet(content.length);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long drain(Socket socket, int megabytes) {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try {
            InputStream in = socket.getInputStream();
            while (total < (long) megabytes * MEGABYTE) {
                int count = in.read(buffer);
                if (count < 0) {
                    break;
                }
                total += count;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return total;
    }
}
