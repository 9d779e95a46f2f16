package io.edgemesh.tunnel.pnet;

import io.netty.buffer.ByteBuf;

/** Follows how much of the expected first bytes has come. One connection's; not thread-safe. */
final class Greeting {
    private final byte[] expected;
    private int matched;

    Greeting(byte[] expected) {
        this.expected = expected.clone();
    }

    /** Takes the readable bytes into account, without reading them; returns whether nothing was different yet. */
    boolean stillPossibleAfter(ByteBuf bytes) {
        int count = Math.min(bytes.readableBytes(), expected.length - matched);
        for (int i = 0; i < count; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != expected[matched + i]) {
                return false;
            }
        }
        matched += count;
        return true;
    }

    /** Returns whether all of it has come. */
    boolean complete() {
        return matched == expected.length;
    }

    /** Returns whether {@code bytes} begin with the greeting, or are as much of it as fits there. */
    boolean equalsStartOf(ByteBuf bytes) {
        if (expected.length == 0 || bytes.readableBytes() < Math.min(expected.length, bytes.capacity())) {
            return false;
        }
        int count = Math.min(expected.length, bytes.capacity());
        for (int i = 0; i < count; i++) {
            if (bytes.getByte(i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
