package io.edgemesh.tunnel.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time up to a bound, and at random within the upper half of
 * that, so that those who failed together do not come back together. Not thread-safe.
 */
final class Backoff {
    private final long firstNanos;
    private final long longestNanos;
    private final RandomGenerator random;
    private long nextNanos;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        firstNanos = first.toNanos();
        longestNanos = longest.toNanos();
        nextNanos = firstNanos;
        this.random = random;
    }

    long nextNanos() {
        long bound = nextNanos;
        nextNanos = Math.min(2 * bound, longestNanos);
        return bound / 2 + random.nextLong(bound / 2 + 1);
    }

    /** All is well: the next failure is the first. */
    void reset() {
        nextNanos = firstNanos;
    }
}
