package io.edgemesh.tunnel.yamux;

import java.time.Duration;

/**
 * How much one connection may hold and how it notices that the remote is gone.
 *
 * @param maxStreams       streams of either direction at once; more from the remote are reset, more of ours fail to open
 * @param maxPending       streams not yet acknowledged: of the remote's, by an application that reads or writes them (more
 *                         are reset); of ours, by the remote (more wait for their turn)
 * @param maxWindowBytes   what a stream's window may grow to; windows begin at 256 KiB
 * @param maxGrowthBytes   what all windows together may grow by
 * @param maxUnreadBytes   bytes that have arrived and nobody has read, over all streams; when passed, the stream that
 *                         holds most is reset
 * @param maxFrameBytes    payload of one frame we send, and how much a stream sends before it is another's turn
 * @param pingInterval     how often the remote is asked for a sign of life
 * @param pingTimeout      how long it may stay silent afterwards
 */
public record YamuxConfig(
        int maxStreams,
        int maxPending,
        int maxWindowBytes,
        long maxGrowthBytes,
        long maxUnreadBytes,
        int maxFrameBytes,
        Duration pingInterval,
        Duration pingTimeout) {
    /** What every stream may be sent before the first window update; fixed by the specification. */
    public static final int INITIAL_WINDOW_BYTES = 256 * 1024;

    /** What one TLS record carries. */
    private static final int RECORD_BYTES = 16 * 1024;

    /** For connections between nodes: 16 384 streams, windows up to 16 MiB, silence of 20 s is death. */
    public static final YamuxConfig DEFAULT = new YamuxConfig(
            16_384,
            256,
            16 << 20,
            64L << 20,
            64L << 20,
            RECORD_BYTES - FrameHeader.BYTES,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));

    public YamuxConfig {
        require(maxStreams >= 1, "maxStreams", maxStreams, ">= 1");
        require(maxPending >= 1, "maxPending", maxPending, ">= 1");
        require(maxWindowBytes >= INITIAL_WINDOW_BYTES, "maxWindowBytes", maxWindowBytes, ">= 262144");
        require(maxGrowthBytes >= 0, "maxGrowthBytes", maxGrowthBytes, ">= 0");
        require(maxUnreadBytes >= INITIAL_WINDOW_BYTES, "maxUnreadBytes", maxUnreadBytes, ">= 262144");
        require(maxFrameBytes >= 1, "maxFrameBytes", maxFrameBytes, ">= 1");
        require(pingInterval.toNanos() > 0, "pingInterval", pingInterval, "> 0");
        require(pingTimeout.toNanos() > 0, "pingTimeout", pingTimeout, "> 0");
    }

    /** The same with other bounds on streams. */
    public YamuxConfig withStreams(int streams, int pending) {
        return new YamuxConfig(
                streams,
                pending,
                maxWindowBytes,
                maxGrowthBytes,
                maxUnreadBytes,
                maxFrameBytes,
                pingInterval,
                pingTimeout);
    }

    /** The same with other bounds on windows. */
    public YamuxConfig withWindows(int windowBytes, long growthBytes, long unreadBytes) {
        return new YamuxConfig(
                maxStreams,
                maxPending,
                windowBytes,
                growthBytes,
                unreadBytes,
                maxFrameBytes,
                pingInterval,
                pingTimeout);
    }

    /** The same with frames of at most this many bytes. */
    public YamuxConfig withFrames(int frameBytes) {
        return new YamuxConfig(
                maxStreams,
                maxPending,
                maxWindowBytes,
                maxGrowthBytes,
                maxUnreadBytes,
                frameBytes,
                pingInterval,
                pingTimeout);
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ')');
        }
    }
}
