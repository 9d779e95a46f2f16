package io.edgemesh.tunnel.fakes;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what comes about on other threads, or in other processes. */
public final class Await {
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofSeconds(100); // on a machine that is busy with much else

    private Await() {}

    /** Returns as soon as the condition holds; fails if it has not after a long while, or if it throws. */
    public static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(LONGEST)
                .until(condition);
    }
}
