package io.edgemesh.tunnel;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that may be held, and those that are. Budgets nest: a connection's share also counts against that of all
 * connections together.
 *
 * <p><b>Threads:</b> any.
 */
public final class MemoryBudget {
    private final long limit;
    private final @Nullable MemoryBudget parent;
    private final AtomicLong used = new AtomicLong();

    private MemoryBudget(long limit, @Nullable MemoryBudget parent) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
        }
        this.limit = limit;
        this.parent = parent;
    }

    /** A budget of its own. */
    public static MemoryBudget of(long limit) {
        return new MemoryBudget(limit, null);
    }

    /** A budget that takes its bytes from this one, up to a limit of its own. */
    public MemoryBudget share(long shareLimit) {
        return new MemoryBudget(shareLimit, this);
    }

    /** Takes the bytes, or nothing when that many are not left. */
    public boolean tryReserve(long bytes) {
        if (used.addAndGet(bytes) <= limit && (parent == null || parent.tryReserve(bytes))) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Gives back what {@link #tryReserve} took. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
        if (parent != null) {
            parent.release(bytes);
        }
    }

    /** Bytes taken at this moment. */
    public long used() {
        return used.get();
    }

    /** Bytes that may be taken in all. */
    public long limit() {
        return limit;
    }
}
