package io.edgemesh.benchmarks.libp2p;

/**
 * How much to send: so many bytes, or whatever the path takes until a moment.
 *
 * @param bytes         at most
 * @param deadlineNanos in terms of {@link System#nanoTime}
 */
record Amount(long bytes, long deadlineNanos) {
    /** Parses {@code 512} (MiB) or {@code 3s}, for each of so many streams. Time begins to run now. */
    static Amount parse(String text, int streams) {
        long now = System.nanoTime();
        return text.endsWith("s")
                ? new Amount(Long.MAX_VALUE, now + Long.parseLong(text, 0, text.length() - 1, 10) * 1_000_000_000)
                : new Amount((Long.parseLong(text) << 20) / streams, now + Long.MAX_VALUE);
    }

    long left(long sent) {
        return System.nanoTime() - deadlineNanos < 0 ? bytes - sent : 0;
    }
}
