package io.edgemesh.dns.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes as the key of a hash map: lower-case labels, or an IP address.
 *
 * <p>Keys in a map never change. A {@linkplain #probe() probe} is a key that points into somebody's buffer and is only
 * looked up, so that a lookup makes no garbage; it is never put into a map.
 */
public final class WireKey {
    private byte[] bytes;
    private int offset;
    private int length;
    private int hash;

    private WireKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a key for a map. The bytes are not copied and must not change. */
    public static WireKey of(byte[] bytes) {
        return new WireKey(bytes).at(bytes, 0, bytes.length);
    }

    /** Returns a key for lookups, to be pointed with {@link #at}. */
    public static WireKey probe() {
        return new WireKey(new byte[0]);
    }

    /** Points this probe to bytes of a buffer, valid until they change. */
    public WireKey at(byte[] buffer, int from, int count) {
        int sum = 1;
        for (int i = from; i < from + count; i++) {
            sum = 31 * sum + buffer[i];
        }
        bytes = buffer;
        offset = from;
        length = count;
        hash = sum;
        return this;
    }

    public int length() {
        return length;
    }

    /** Copies the bytes to the end of a message. */
    void writeTo(MessageWriter message) {
        message.bytes(bytes, offset, length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireKey key
                && hash == key.hash
                && Arrays.equals(bytes, offset, offset + length, key.bytes, key.offset, key.offset + key.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
