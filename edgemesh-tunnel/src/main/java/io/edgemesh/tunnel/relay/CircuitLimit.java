package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import java.time.Duration;

/**
 * How long a relay keeps a circuit and how much it carries. A circuit that passes either bound is reset at both ends.
 *
 * @param duration of one circuit, counted in whole seconds; zero for any
 * @param bytes    in each direction; 0 for any
 */
public record CircuitLimit(Duration duration, long bytes) {
    /** No bounds: what relays of a swarm give its members. */
    public static final CircuitLimit NONE = new CircuitLimit(Duration.ZERO, 0);

    public CircuitLimit {
        if (duration.isNegative() || duration.getSeconds() > 0xffff_ffffL) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: 0 to 2^32 - 1 s)");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    /** Returns whether there is a bound at all. */
    public boolean bounded() {
        return !duration.isZero() || bytes > 0;
    }

    void write(ProtoWriter out, int field) {
        if (bounded()) {
            out.message(field, limit -> limit.uint64(1, duration.getSeconds()).uint64(2, bytes));
        }
    }

    static CircuitLimit read(ProtoReader in) {
        long seconds = 0;
        long bytes = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> seconds = in.uint64() & 0xffff_ffffL;
                case 2 -> bytes = in.uint64();
                default -> {}
            }
        }
        return new CircuitLimit(Duration.ofSeconds(seconds), bytes < 0 ? Long.MAX_VALUE : bytes);
    }
}
