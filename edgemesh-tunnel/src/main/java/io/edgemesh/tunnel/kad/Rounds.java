package io.edgemesh.tunnel.kad;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to look around: at once on news, again soon as others that start now may not have announced themselves yet, then with
 * pauses twice as long each time. Each pause is drawn at random from the upper half of what it may be, so that the nodes of a
 * swarm do not all ask at once.
 *
 * <p><b>Threads:</b> methods from any; rounds run on one event loop, and none begins once {@link #stop} has run there.
 */
final class Rounds {
    /** The longest pause after news. */
    static final Duration AFTER_NEWS = Duration.ofMillis(400);

    /** News or not, no round begins sooner than half of this after the one before. */
    static final Duration SHORTEST = Duration.ofSeconds(20);

    private final EventExecutor loop;
    private final RandomGenerator random;
    private final Supplier<Duration> round;
    private @Nullable ScheduledFuture<?> next;
    private Duration pause = SHORTEST;
    private long notBeforeNanos;
    private boolean hastened;
    private boolean stopped;

    /** @param round does what is to be done and returns the longest pause after it */
    Rounds(EventExecutor loop, RandomGenerator random, Supplier<Duration> round) {
        this.loop = loop;
        this.random = random;
        this.round = round;
        notBeforeNanos = loop.ticker().nanoTime();
    }

    void start() {
        loop.execute(() -> schedule(SHORTEST));
    }

    /** There is somebody new to ask: a round is worth while. */
    void hasten() {
        loop.execute(() -> {
            if (!hastened) {
                hastened = true;
                schedule(AFTER_NEWS);
            }
        });
    }

    void stop() {
        loop.execute(() -> {
            stopped = true;
            cancel();
        });
    }

    private void run() {
        hastened = false;
        notBeforeNanos = loop.ticker().nanoTime() + SHORTEST.toNanos() / 2;
        Duration longest = round.get();
        schedule(pause.compareTo(longest) < 0 ? pause : longest);
        pause = pause.compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
    }

    private void schedule(Duration atMost) {
        cancel();
        if (!stopped) {
            long half = atMost.toNanos() / 2;
            long drawn = half + random.nextLong(half + 1);
            long least = notBeforeNanos - loop.ticker().nanoTime();
            next = loop.schedule(this::run, Math.max(drawn, least), TimeUnit.NANOSECONDS);
        }
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
