package io.edgemesh.lb.leastrequest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many picks of one endpoint have not ended: dials under way and connections that stand.
 *
 * <p>An endpoint that has left keeps its count until the last of them has ended, so that one that returns meanwhile is not
 * taken for idle. The count is retired then; whoever still holds a retired one has to look again.
 */
final class OutstandingRequests {
    private static final int RETIRED = -1;

    private final AtomicInteger count = new AtomicInteger();

    int get() {
        return count.get();
    }

    /** Counts one more; {@code false} if retired. */
    boolean begin() {
        int now = count.get();
        while (now != RETIRED) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }

    void end() {
        count.decrementAndGet();
    }

    /** Retires the count if nothing is outstanding; returns whether it did. */
    boolean retire() {
        return count.compareAndSet(0, RETIRED);
    }
}
