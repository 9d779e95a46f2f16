package io.edgemesh.lb.consistenthash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit xxHash: spreads similar keys well; no protection against keys that somebody chooses to collide.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash specification, "XXH64 Algorithm"</a>
 */
final class XxHash64 {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    static long hash(byte[] data, long seed) {
        int at = 0;
        long hash = seed + P5;
        if (data.length >= STRIPE) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            for (; at <= data.length - STRIPE; at += STRIPE) {
                a = round(a, longAt(data, at));
                b = round(b, longAt(data, at + 8));
                c = round(c, longAt(data, at + 16));
                d = round(d, longAt(data, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = mergeRound(mergeRound(mergeRound(mergeRound(hash, a), b), c), d);
        }
        return avalanche(tail(data, at, hash + data.length));
    }

    private static long tail(byte[] data, int start, long start64) {
        int at = start;
        long hash = start64;
        for (; at <= data.length - Long.BYTES; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, longAt(data, at)), 27) * P1 + P4;
        }
        if (at <= data.length - Integer.BYTES) {
            hash = Long.rotateLeft(hash ^ (((int) INT.get(data, at)) & 0xffffffffL) * P1, 23) * P2 + P3;
            at += Integer.BYTES;
        }
        for (; at < data.length; at++) {
            hash = Long.rotateLeft(hash ^ (data[at] & 0xff) * P5, 11) * P1;
        }
        return hash;
    }

    private static long longAt(byte[] data, int at) {
        return (long) LONG.get(data, at);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }

    private static long mergeRound(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * P2;
        mixed = (mixed ^ mixed >>> 29) * P3;
        return mixed ^ mixed >>> 32;
    }
}
