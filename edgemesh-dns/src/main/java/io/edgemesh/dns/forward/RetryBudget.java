package io.edgemesh.dns.forward;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries a small part of all questions, so that servers in trouble are not flooded by those who wait for them.
 *
 * <p>Every first try earns a fifth of a retry, up to a hundred in store; a retry costs one. <b>Threads:</b> safe for use
 * by several.
 */
final class RetryBudget {
    private static final int PER_TRY = 1;
    private static final int PER_RETRY = 5;
    private static final int MAX = 100 * PER_RETRY;

    private final AtomicInteger credit = new AtomicInteger(MAX);

    void onFirstTry() {
        credit.getAndUpdate(known -> Math.min(MAX, known + PER_TRY));
    }

    /** Returns whether a retry may be made, and pays for it. */
    boolean tryRetry() {
        return credit.getAndUpdate(known -> known < PER_RETRY ? known : known - PER_RETRY) >= PER_RETRY;
    }
}
