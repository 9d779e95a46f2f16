package io.edgemesh.tunnel.interop;

import java.time.Duration;

/** How much the tests move: little, so that they are quick, unless properties say more, as in {@code .ci/run}. */
final class InteropScale {
    /** What one echo, sink or source moves each way: {@code -Dedgemesh.interop.bytes}. */
    static final long BYTES = Long.getLong("edgemesh.interop.bytes", 1 << 20);

    /** How many streams are open at once: {@code -Dedgemesh.interop.streams}. */
    static final int STREAMS = Integer.getInteger("edgemesh.interop.streams", 100);

    /** How long connections are kept that are to be kept: {@code -Dedgemesh.interop.kept}, as in {@code PT2M}. */
    static final Duration KEPT = Duration.parse(System.getProperty("edgemesh.interop.kept", "PT3S"));

    /** When a step that should be over by then has failed. */
    static final int PATIENCE_SECONDS = 100;

    private InteropScale() {}
}
