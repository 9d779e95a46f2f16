package io.edgemesh.tunnel.yamux;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pings the remote: to know the round trip, and to notice that it has gone. Any byte that arrives after a ping counts as a
 * sign of life, because the pong may stand behind a lot of data.
 */
final class Heartbeat {
    private final EventExecutor executor;
    private final FrameWriter writer;
    private final long intervalNanos;
    private final Duration timeout;
    private final Consumer<KeepAliveTimeoutException> onSilence;

    private @Nullable Future<?> timer;
    private int lastPing;
    private boolean pongDue;
    private boolean heard;
    private long sentNanos;
    private volatile long roundTripNanos;
    private long lowestNanos = Long.MAX_VALUE;

    Heartbeat(
            EventExecutor executor,
            FrameWriter writer,
            YamuxConfig config,
            Consumer<KeepAliveTimeoutException> onSilence) {
        this.executor = executor;
        this.writer = writer;
        this.intervalNanos = config.pingInterval().toNanos();
        this.timeout = config.pingTimeout();
        this.onSilence = onSilence;
    }

    void start() {
        if (timer == null) {
            ping();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Something arrived. */
    void heard() {
        heard = true;
    }

    void onPong(int opaque) {
        if (!pongDue || opaque != lastPing) {
            return; // an answer nobody waits for is no reason to hang up
        }
        pongDue = false;
        long sample = Math.max(1, now() - sentNanos);
        lowestNanos = Math.min(lowestNanos, sample);
        roundTripNanos = roundTripNanos == 0 ? sample : (roundTripNanos + sample) / 2;
    }

    /** Smoothed round trip; 0 until the first pong. Any thread. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /**
     * The shortest round trip so far; 0 until the first pong. Windows go by it: the smoothed one contains the queue that a
     * window that is too large has built up, and would make it larger still.
     */
    long lowestRoundTripNanos() {
        return lowestNanos == Long.MAX_VALUE ? 0 : lowestNanos;
    }

    long now() {
        return executor.ticker().nanoTime();
    }

    private void ping() {
        heard = false;
        pongDue = true;
        sentNanos = now();
        writer.ping(++lastPing);
        timer = executor.schedule(this::checkAlive, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void checkAlive() {
        if (heard) {
            timer = executor.schedule(this::ping, intervalNanos, TimeUnit.NANOSECONDS);
        } else {
            onSilence.accept(new KeepAliveTimeoutException(timeout));
        }
    }
}
