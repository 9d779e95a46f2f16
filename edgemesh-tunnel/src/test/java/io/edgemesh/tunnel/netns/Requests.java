package io.edgemesh.tunnel.netns;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.EarlyDataOffer;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.FixedEarlyData;
import io.edgemesh.tunnel.host.Echo;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the echo servers of other nodes: a stream each, some bytes, and the same bytes back. The first bytes of those
 * that are sent one after another go along with the request for the stream.
 */
final class Requests {
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 10;
    private static final int REQUEST_BYTES = 100;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final Random random = new SecureRandom();
    private ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    private volatile long patienceMillis;
    private int answered;
    private int retried;
    private String failures = "";
    private long slowestNanos;

    Requests(Transport transport, EventLoopGroup loops) {
        this.transport = transport;
        this.loops = loops;
    }

    /** Sends random bytes and compares what comes back; answers with the path they took. */
    String echo(String node, int port, int length) throws Exception {
        byte[] sent = randomBytes(length);
        return exchange(open(node, port, Protocol.TCP, null), sent, sent, TimeUnit.SECONDS.toMillis(50));
    }

    /** Opens a stream that stays open. */
    HeldStream hold(String node, int port) throws Exception {
        return new HeldStream(open(node, port, Protocol.TCP, null));
    }

    /** Opens a flow of datagrams. */
    Datagrams datagrams(String node, int port) throws Exception {
        return new Datagrams(open(node, port, Protocol.UDP, null).channel());
    }

    private OpenedChannel open(String node, int port, Protocol protocol, @Nullable EarlyDataOffer early)
            throws Exception {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        OpenRequest request =
                new OpenRequest(Endpoint.of(target, node), protocol, null, OPEN_TIMEOUT, loops.next(), early);
        return transport.open(request).toCompletableFuture().get(15, TimeUnit.SECONDS);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes); // no two requests are alike
        return bytes;
    }

    /** @param rest what has not been sent yet */
    private static String exchange(OpenedChannel opened, byte[] sent, byte[] rest, long millis) throws Exception {
        DuplexChannel channel = (DuplexChannel) opened.channel();
        Echo.Answer answer = new Echo.Answer();
        channel.pipeline().addLast(answer);
        channel.config().setAutoRead(true);
        try {
            channel.writeAndFlush(Unpooled.wrappedBuffer(rest));
            channel.shutdownOutput();
            byte[] received = answer.whole().get(millis, TimeUnit.MILLISECONDS);
            return (Arrays.equals(sent, received) ? "same " : "different ") + opened.path();
        } finally {
            channel.close();
        }
    }

    /** Begins to send requests one after another, each anew if it is lost or has no answer within so many milliseconds. */
    String begin(String node, int port, long patience) {
        patienceMillis = patience;
        answered = 0;
        retried = 0;
        failures = "";
        slowestNanos = 0;
        load = Executors.newSingleThreadScheduledExecutor();
        load.scheduleWithFixedDelay(() -> request(node, port), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return "loading";
    }

    /** Ends that, and tells how many were answered and after how long at most; what failed for good, if anything. */
    String end() throws InterruptedException {
        load.shutdown();
        if (!load.awaitTermination(20, TimeUnit.SECONDS)) {
            failures += " one never ends";
        }
        return "answered=" + answered + " retried=" + retried + " slowestMillis="
                + TimeUnit.NANOSECONDS.toMillis(slowestNanos) + " failures=[" + failures + ']';
    }

    private void request(String node, int port) {
        long begun = System.nanoTime();
        try {
            while (!tried(node, port)) {
                retried++;
            }
            answered++;
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - begun);
        } catch (Exception e) {
            failures += ' ' + e.toString();
        }
    }

    /**
     * Whether the answer came. Where the stream could not be opened, the request is lost if it may have reached its server;
     * otherwise that is a failure, and no reason to try again.
     */
    private boolean tried(String node, int port) throws Exception {
        byte[] sent = randomBytes(REQUEST_BYTES);
        FixedEarlyData early = new FixedEarlyData(sent);
        OpenedChannel opened;
        try {
            opened = open(node, port, Protocol.TCP, early);
        } catch (ExecutionException e) {
            if (early.streams() > 0 && !early.isTakenBack()) {
                return false;
            }
            throw e;
        }
        byte[] rest = early.streams() == 0 ? sent : new byte[0];
        try {
            return exchange(opened, sent, rest, patienceMillis).startsWith("same");
        } catch (ExecutionException | TimeoutException lost) {
            return false;
        }
    }
}
