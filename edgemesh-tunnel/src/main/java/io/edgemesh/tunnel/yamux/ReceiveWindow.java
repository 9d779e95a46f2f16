package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.MemoryBudget;

/**
 * How much the remote may send on one stream.
 *
 * <pre>
 *   size = credit (may still come) + unread (came, not consumed) + consumed since the last update
 * </pre>
 *
 * Once half of it has been consumed the remote is told. When that happens again within four round trips, the window rather
 * than the path limits the stream, so it doubles: a path of 60 ms and 1 Gbit/s needs 7.5 MB and has them after five
 * updates. On a path of microseconds a millisecond is assumed, for what limits there is how often either process gets to
 * run. A reader that stops consuming stops the updates, and with them the remote. One that is behind is not helped by a
 * larger window, which would only fill, so while a quarter of it is unread it stays as it is.
 */
final class ReceiveWindow {
    private static final int ROUND_TRIPS = 4;
    private static final long MIN_ROUND_TRIP_NANOS = 1_000_000;

    private final int maxSize;
    private final MemoryBudget growth;
    private int size = YamuxConfig.INITIAL_WINDOW_BYTES;
    private int unread;
    private int credit = size;
    private long lastUpdateNanos;

    ReceiveWindow(int maxSize, MemoryBudget growth, long nowNanos) {
        this.maxSize = maxSize;
        this.growth = growth;
        this.lastUpdateNanos = nowNanos;
    }

    /** Takes note that a frame of this length begins; {@code false} when the remote was not allowed to send it. */
    boolean arrived(long bytes) {
        if (bytes > credit) {
            return false;
        }
        credit -= (int) bytes;
        unread += (int) bytes;
        return true;
    }

    /** Takes note that the application has these bytes. */
    void consumed(int bytes) {
        unread -= bytes;
    }

    /** Whether {@link #update} would announce something. */
    boolean updateDue() {
        return size - credit - unread >= size / 2;
    }

    /** Returns the bytes to announce to the remote, having grown the window if the path would carry more. */
    int update(long nowNanos, long roundTripNanos) {
        long assumed = Math.max(MIN_ROUND_TRIP_NANOS, roundTripNanos);
        boolean readerKeepsUp = unread <= size / 4;
        if (roundTripNanos > 0 && readerKeepsUp && nowNanos - lastUpdateNanos < ROUND_TRIPS * assumed) {
            grow();
        }
        lastUpdateNanos = nowNanos;
        int delta = size - credit - unread;
        credit += delta;
        return delta;
    }

    int size() {
        return size;
    }

    /** Gives back what growth took from the budget. */
    void close() {
        growth.release(size - YamuxConfig.INITIAL_WINDOW_BYTES);
        size = YamuxConfig.INITIAL_WINDOW_BYTES;
    }

    private void grow() {
        int larger = (int) Math.min(maxSize, 2L * size);
        if (larger > size && growth.tryReserve(larger - size)) {
            size = larger;
        }
    }
}
