package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;

/**
 * Unsigned variable-length integers: seven bits a byte, least significant first, the high bit says that more follow.
 *
 * <p>300 = {@code 10_0101100} is written as {@code 10101100 00000010}. At most nine bytes, so that every value fits into
 * a non-negative {@code long}; a value has exactly one encoding, the shortest.
 *
 * @see <a href="https://github.com/multiformats/unsigned-varint">unsigned-varint</a>
 */
public final class Varint {
    /** The longest encoding. */
    public static final int MAX_BYTES = 9;

    private static final int MORE = 0x80;
    private static final int BITS = 0x7f;

    private Varint() {}

    /**
     * Takes a value from the front of {@code in}.
     *
     * @return the value, or -1 with the reader index left alone when the last byte of the value is not there yet
     * @throws MalformedException if the value is longer than nine bytes or than it needs to be
     */
    public static long read(ByteBuf in) {
        int start = in.readerIndex();
        int available = Math.min(in.readableBytes(), MAX_BYTES);
        long value = 0;
        for (int i = 0; i < available; i++) {
            byte next = in.getByte(start + i);
            value |= (long) (next & BITS) << (7 * i);
            if (next >= 0) {
                requireShortest(next, i);
                in.readerIndex(start + i + 1);
                return value;
            }
        }
        if (available == MAX_BYTES) {
            throw new MalformedException("varint is longer than " + MAX_BYTES + " bytes");
        }
        return -1;
    }

    private static void requireShortest(byte last, int index) {
        if (last == 0 && index > 0) {
            throw new MalformedException("varint is padded with zero bits");
        }
    }

    /** Appends {@code value}, which must not be negative. */
    public static void write(ByteBuf out, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value: " + value + " (expected: >= 0)");
        }
        long rest = value;
        while (rest > BITS) {
            out.writeByte((int) (rest & BITS) | MORE);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Returns how many bytes {@link #write} appends for {@code value}. */
    public static int size(long value) {
        int significant = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return (significant + 6) / 7;
    }
}
