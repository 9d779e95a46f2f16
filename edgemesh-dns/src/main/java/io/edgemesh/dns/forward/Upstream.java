package io.edgemesh.dns.forward;

import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One name server that questions are forwarded to, and how it has done of late.
 *
 * <p><b>Threads:</b> safe for use by several; the figures are estimates and may be a moment old.
 */
final class Upstream {
    /** Failures in a row after which a server is asked last, and probed until it answers. */
    private static final int TOLERATED_FAILURES = 2;

    private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MIN_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MAX_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);
    private static final int WEIGHT = 8; // of the past in the moving average

    private final InetSocketAddress address;
    private final Ticker ticker;
    private volatile long latencyNanos;
    private volatile int failures;
    private volatile boolean looping;
    private volatile boolean plain;

    Upstream(InetSocketAddress address, Ticker ticker) {
        this.address = address;
        this.ticker = ticker;
    }

    InetSocketAddress address() {
        return address;
    }

    long now() {
        return ticker.nanoTime();
    }

    /** Notes an answer that took since {@code startNanos}. */
    void answered(long startNanos) {
        long took = Math.max(1, ticker.nanoTime() - startNanos);
        long past = latencyNanos;
        latencyNanos = past == 0 ? took : past + (took - past) / WEIGHT;
        failures = 0;
    }

    /** Notes that no answer came; returns whether that has just made it unhealthy. */
    synchronized boolean failed() {
        failures++;
        return failures == TOLERATED_FAILURES;
    }

    boolean healthy() {
        return failures < TOLERATED_FAILURES && !looping;
    }

    /** Returns whether it forwards to us what we forward to it. */
    boolean looping() {
        return looping;
    }

    void looping(boolean loops) {
        looping = loops;
    }

    /** Returns whether it has refused EDNS. */
    boolean plain() {
        return plain;
    }

    void refusedEdns() {
        plain = true;
    }

    /** Returns about how long an answer takes; for a server not asked yet a guess. */
    long latencyNanos() {
        long known = latencyNanos;
        return known == 0 ? UNKNOWN_NANOS : known;
    }

    /** Returns how long an answer may take before another server is asked. */
    Duration timeout() {
        long known = latencyNanos;
        long wanted = known == 0 ? MAX_TIMEOUT_NANOS : 4 * known;
        return Duration.ofNanos(Math.min(MAX_TIMEOUT_NANOS, Math.max(MIN_TIMEOUT_NANOS, wanted)));
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }
}
