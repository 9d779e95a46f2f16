package io.edgemesh.tunnel.pnet;

import static io.edgemesh.tunnel.pnet.Salsa20.BLOCK;
import static io.edgemesh.tunnel.pnet.Salsa20.COUNTER;
import static io.edgemesh.tunnel.pnet.Salsa20.WORDS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encrypts many blocks at once with Salsa20.
 *
 * <p>All blocks go through the same steps, word by word side by side, in loops so plain that the JIT turns them into vector
 * instructions: four times as fast as block after block (docs/benchmarks/crypto.md). Short loops would gain nothing, so a
 * few blocks are done one by one.
 *
 * <p><b>Threads:</b> one at a time. <b>Memory:</b> 40 KiB.
 */
final class Salsa20Lanes {
    /** A TLS record is 257 blocks long, and is done in one go. */
    private static final int LANES = 320;

    private static final int WORTH_IT = 12;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[][] lanes = new int[WORDS][LANES];
    private final int[] block = new int[WORDS];
    private final byte[] data = new byte[LANES * BLOCK];

    /** Where the bytes are put that {@link #xor} shall change, and taken afterwards. */
    byte[] data() {
        return data;
    }

    /** Combines the first {@code length} bytes of the data, or a few more, with the key stream from a block on. */
    void xor(int[] input, long firstBlock, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        if (blocks < WORTH_IT) {
            for (int i = 0; i < blocks; i++) {
                xorOne(input, firstBlock + i, i * BLOCK);
            }
            return;
        }
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(lanes[word], 0, blocks, input[word]);
        }
        addNumbers(firstBlock, blocks);
        rounds(lanes, blocks);
        addNumbers(firstBlock, blocks);
        for (int word = 0; word < WORDS; word += 2) {
            xorWords(word, input, blocks);
        }
    }

    private void xorOne(int[] input, long number, int offset) {
        System.arraycopy(input, 0, block, 0, WORDS);
        addNumber(number);
        Salsa20.rounds(block);
        addNumber(number);
        for (int word = 0; word < WORDS; word += 2) {
            xorLong(offset + 4 * word, block[word] + input[word], block[word + 1] + input[word + 1]);
        }
    }

    private void addNumber(long number) {
        block[COUNTER] += (int) number;
        block[COUNTER + 1] += (int) (number >>> 32);
    }

    private void addNumbers(long firstBlock, int blocks) {
        int[] low = lanes[COUNTER];
        int[] high = lanes[COUNTER + 1];
        for (int lane = 0; lane < blocks; lane++) {
            low[lane] += (int) (firstBlock + lane);
            high[lane] += (int) (firstBlock + lane >>> 32);
        }
    }

    private static void rounds(int[][] x, int blocks) {
        for (int i = 0; i < Salsa20.DOUBLE_ROUNDS; i++) {
            quarterRound(x[0], x[4], x[8], x[12], blocks);
            quarterRound(x[5], x[9], x[13], x[1], blocks);
            quarterRound(x[10], x[14], x[2], x[6], blocks);
            quarterRound(x[15], x[3], x[7], x[11], blocks);
            quarterRound(x[0], x[1], x[2], x[3], blocks);
            quarterRound(x[5], x[6], x[7], x[4], blocks);
            quarterRound(x[10], x[11], x[8], x[9], blocks);
            quarterRound(x[15], x[12], x[13], x[14], blocks);
        }
    }

    /** One quarter round in every lane. Rotations are spelt out, of which JDK 17 and 25 both make faster code. */
    private static void quarterRound(int[] as, int[] bs, int[] cs, int[] ds, int blocks) {
        for (int i = 0; i < blocks; i++) {
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

    /** Adds the input to two words of every lane, and applies them to the data, where a block's words stand together. */
    private void xorWords(int word, int[] input, int blocks) {
        int[] low = lanes[word];
        int[] high = lanes[word + 1];
        for (int lane = 0; lane < blocks; lane++) {
            xorLong(lane * BLOCK + 4 * word, low[lane] + input[word], high[lane] + input[word + 1]);
        }
    }

    private void xorLong(int offset, int low, int high) {
        LONGS.set(data, offset, (long) LONGS.get(data, offset) ^ ((long) high << 32 | low & 0xffffffffL));
    }
}
