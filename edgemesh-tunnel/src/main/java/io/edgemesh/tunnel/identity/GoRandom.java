package io.edgemesh.tunnel.identity;

import java.util.Arrays;

/**
 * Go's {@code math/rand} source as it is when seeded by hand: {@code x[n] = x[n-607] + x[n-273]} modulo 2^64.
 *
 * <p>Go starts from a state that is the exclusive or of a sequence made from the seed and of a fixed table. The table is
 * the state of this same generator, begun with seed 1, after {@value #WARM_UP} steps. Rather than carry its 607 numbers
 * along, we compute it: stepping n times is multiplying by {@code t^n} modulo {@code t^607 - t^334 - 1}, and a power is
 * had by squaring. This takes some ten milliseconds, once, and only where node-name identities are used.
 *
 * <p>Not for anything secret: that is Go EdgeMesh's mistake, which has to be made again to be found by its peer ids.
 */
final class GoRandom {
    private static final int LENGTH = 607;
    private static final int TAP = 273;
    private static final long WARM_UP = 7_800_000_000_000L;
    private static final int BYTES_PER_DRAW = 7;

    /** Where the newest of the 607 values stands before the first step; older ones follow, round and round. */
    private static final int NEWEST = LENGTH - TAP;

    private final long[] state;
    private int feed = NEWEST;
    private int tap;

    /** Creates a source as {@code rand.NewSource(seed)} does. */
    GoRandom(long seed) {
        state = sequence(seed, 40, 20);
        for (int i = 0; i < LENGTH; i++) {
            state[i] ^= Table.COOKED[i];
        }
    }

    /** Fills an array as the first call of {@code rand.Read} does: seven bytes of each number, lowest first. */
    void fill(byte[] bytes) {
        long drawn = 0;
        for (int i = 0; i < bytes.length; i++) {
            drawn = i % BYTES_PER_DRAW == 0 ? next() : drawn >>> 8;
            bytes[i] = (byte) drawn;
        }
    }

    private long next() {
        tap = tap == 0 ? LENGTH - 1 : tap - 1;
        feed = feed == 0 ? LENGTH - 1 : feed - 1;
        state[feed] += state[tap];
        return state[feed];
    }

    /** Returns 607 numbers, each mixed from three steps of the minimal standard generator with these shifts. */
    private static long[] sequence(long seed, int firstShift, int secondShift) {
        long x = Math.floorMod(seed, (long) Integer.MAX_VALUE);
        x = x == 0 ? 89482311 : x;
        for (int i = 0; i < 20; i++) {
            x = minimalStandard(x);
        }
        long[] numbers = new long[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            long first = minimalStandard(x);
            long second = minimalStandard(first);
            x = minimalStandard(second);
            numbers[i] = first << firstShift ^ second << secondShift ^ x;
        }
        return numbers;
    }

    private static long minimalStandard(long x) {
        return 48271 * x % Integer.MAX_VALUE;
    }

    /** Holder of the table, so that it is computed when first needed. */
    private static final class Table {
        static final long[] COOKED = cook();

        private static long[] cook() {
            long[] values = chronological(sequence(1, 20, 10));
            long[] power = power(WARM_UP);
            long[] cooked = new long[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                cooked[position(WARM_UP + i)] = dot(power, values, i);
            }
            return cooked;
        }

        /** Lays the state out from the oldest value to the newest, and goes on to twice its length. */
        private static long[] chronological(long[] state) {
            long[] values = new long[2 * LENGTH];
            for (int i = 0; i < values.length; i++) {
                values[i] = i < LENGTH ? state[position(i)] : values[i - LENGTH] + values[i - TAP];
            }
            return values;
        }

        /** Where the value with this number, the oldest one at the start having 0, is kept. */
        private static int position(long number) {
            return (int) Math.floorMod(NEWEST - 1 - number, (long) LENGTH);
        }

        private static long dot(long[] factors, long[] values, int from) {
            long sum = 0;
            for (int i = 0; i < LENGTH; i++) {
                sum += factors[i] * values[from + i];
            }
            return sum;
        }

        /** Returns {@code t^exponent}, lowest coefficient first. */
        private static long[] power(long exponent) {
            long[] power = new long[LENGTH];
            power[0] = 1;
            for (long bit = Long.highestOneBit(exponent); bit > 0; bit >>>= 1) {
                power = reduce(square(power, (exponent & bit) == 0 ? 0 : 1));
            }
            return power;
        }

        private static long[] square(long[] a, int shift) {
            long[] product = new long[2 * LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                for (int j = 0; j < LENGTH; j++) {
                    product[i + j + shift] += a[i] * a[j];
                }
            }
            return product;
        }

        private static long[] reduce(long[] product) {
            for (int degree = product.length - 1; degree >= LENGTH; degree--) {
                product[degree - LENGTH] += product[degree];
                product[degree - TAP] += product[degree];
            }
            return Arrays.copyOf(product, LENGTH);
        }
    }
}
