package io.edgemesh.tunnel.pnet;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The XSalsa20 stream cipher: one direction of one connection.
 *
 * <p>Makes its key stream in runs of {@value #LANES} blocks at once. All blocks of a run go through the same steps, word
 * by word side by side, in loops so plain that the JIT turns them into vector instructions; that makes it about three
 * times as fast as block after block. The run's remainder waits for the next bytes.
 *
 * <p><b>Threads:</b> one at a time. <b>Memory:</b> a key stream of 4 KiB each; the working words are the thread's.
 *
 * @see <a href="https://cr.yp.to/snuffle/xsalsa-20110204.pdf">Extending the Salsa20 nonce</a>
 */
final class XSalsa20 {
    static final int NONCE_LENGTH = 24;

    private static final int LANES = 64;
    private static final int WORDS = 16;
    private static final int BLOCK = 4 * WORDS;
    private static final int RUN = LANES * BLOCK;
    private static final int DOUBLE_ROUNDS = 10;

    /** "expand 32-byte k", the constants on the diagonal. */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final FastThreadLocal<int[][]> WORK = new FastThreadLocal<>() {
        @Override
        protected int[][] initialValue() {
            return new int[WORDS][LANES];
        }
    };
    private static final FastThreadLocal<byte[]> COPY = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[RUN];
        }
    };

    private final int[] input;
    private final byte[] keyStream = new byte[RUN];
    private int used = RUN;
    private long nextBlock;

    XSalsa20(byte[] key, byte[] nonce) {
        int[] first = matrix(words(key, 0, 8), words(nonce, 0, 4));
        input = matrix(hashed(first), new int[] {(int) INTS.get(nonce, 16), (int) INTS.get(nonce, 20), 0, 0});
    }

    private static int[] words(byte[] bytes, int offset, int count) {
        int[] words = new int[count];
        Arrays.setAll(words, i -> (int) INTS.get(bytes, offset + 4 * i));
        return words;
    }

    private static int[] matrix(int[] key, int[] nonce) {
        return new int[] {
            SIGMA[0], key[0], key[1], key[2],
            key[3], SIGMA[1], nonce[0], nonce[1],
            nonce[2], nonce[3], SIGMA[2], key[4],
            key[5], key[6], key[7], SIGMA[3]
        };
    }

    /** HSalsa20: the diagonal and the nonce's place after the rounds, without adding the input. */
    private static int[] hashed(int[] input) {
        int[][] x = new int[WORDS][1];
        Arrays.setAll(x, i -> new int[] {input[i]});
        rounds(x);
        return new int[] {x[0][0], x[5][0], x[10][0], x[15][0], x[6][0], x[7][0], x[8][0], x[9][0]};
    }

    /** Encrypts or decrypts all of {@code in} to {@code out}; both may be the same buffer, with its indexes as they are. */
    void apply(ByteBuf in, int from, ByteBuf out, int to, int length) {
        byte[] copy = COPY.get();
        for (int done = 0; done < length; ) {
            if (used == RUN) {
                generate();
            }
            int count = Math.min(length - done, RUN - used);
            in.getBytes(from + done, copy, 0, count);
            xor(copy, keyStream, used, count);
            out.setBytes(to + done, copy, 0, count);
            used += count;
            done += count;
        }
    }

    private static void xor(byte[] data, byte[] keyStream, int from, int count) {
        for (int i = 0; i < count; i++) {
            data[i] ^= keyStream[from + i];
        }
    }

    private void generate() {
        int[][] x = WORK.get();
        load(x);
        rounds(x);
        store(x);
        nextBlock += LANES;
        used = 0;
    }

    private void load(int[][] x) {
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(x[word], input[word]);
        }
        for (int lane = 0; lane < LANES; lane++) {
            x[8][lane] = (int) (nextBlock + lane);
            x[9][lane] = (int) (nextBlock + lane >>> 32);
        }
    }

    private static void rounds(int[][] x) {
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            quarterRound(x[0], x[4], x[8], x[12]);
            quarterRound(x[5], x[9], x[13], x[1]);
            quarterRound(x[10], x[14], x[2], x[6]);
            quarterRound(x[15], x[3], x[7], x[11]);
            quarterRound(x[0], x[1], x[2], x[3]);
            quarterRound(x[5], x[6], x[7], x[4]);
            quarterRound(x[10], x[11], x[8], x[9]);
            quarterRound(x[15], x[12], x[13], x[14]);
        }
    }

    /** One quarter round in every lane. Rotations are spelt out, which both JDK 17 and 25 vectorise. */
    private static void quarterRound(int[] as, int[] bs, int[] cs, int[] ds) {
        for (int i = 0; i < as.length; i++) {
            int a = as[i];
            int b = bs[i];
            int c = cs[i];
            int d = ds[i];
            int sum = a + d;
            b ^= sum << 7 | sum >>> 25;
            sum = b + a;
            c ^= sum << 9 | sum >>> 23;
            sum = c + b;
            d ^= sum << 13 | sum >>> 19;
            sum = d + c;
            a ^= sum << 18 | sum >>> 14;
            as[i] = a;
            bs[i] = b;
            cs[i] = c;
            ds[i] = d;
        }
    }

    /** Adds the input and lays the lanes out one block after the other. */
    private void store(int[][] x) {
        for (int word = 0; word < WORDS; word += 2) {
            int[] low = x[word];
            int[] high = x[word + 1];
            boolean counter = word == 8;
            for (int lane = 0; lane < LANES; lane++) {
                long block = nextBlock + lane;
                int lowWord = low[lane] + (counter ? (int) block : input[word]);
                int highWord = high[lane] + (counter ? (int) (block >>> 32) : input[word + 1]);
                LONGS.set(keyStream, lane * BLOCK + 4 * word, (long) highWord << 32 | lowWord & 0xffffffffL);
            }
        }
    }
}
