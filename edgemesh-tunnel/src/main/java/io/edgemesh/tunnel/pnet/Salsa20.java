package io.edgemesh.tunnel.pnet;

import java.util.Arrays;

/**
 * The Salsa20 function on a block of sixteen words, in its plain form.
 *
 * @see <a href="https://cr.yp.to/snuffle/spec.pdf">Salsa20 specification</a>
 */
final class Salsa20 {
    static final int WORDS = 16;
    static final int BLOCK = 4 * WORDS;
    static final int DOUBLE_ROUNDS = 10;

    /** Where in the input the number of the block stands, its low word first. */
    static final int COUNTER = 8;

    /** "expand 32-byte k", the constants on the diagonal. */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private Salsa20() {}

    /** The input of a key of eight words and a nonce of up to four; the counter comes after a nonce of two, and is zero. */
    static int[] matrix(int[] key, int... nonce) {
        int[] n = Arrays.copyOf(nonce, 4);
        return new int[] {
            SIGMA[0], key[0], key[1], key[2],
            key[3], SIGMA[1], n[0], n[1],
            n[2], n[3], SIGMA[2], key[4],
            key[5], key[6], key[7], SIGMA[3]
        };
    }

    /** HSalsa20: the diagonal and the nonce's place after the rounds, without adding the input. */
    static int[] hashed(int[] input) {
        int[] x = input.clone();
        rounds(x);
        return new int[] {x[0], x[5], x[10], x[15], x[6], x[7], x[8], x[9]};
    }

    /** Ten times the columns, then the rows. */
    static void rounds(int[] x) {
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            quarterRound(x, 0, 4, 8, 12);
            quarterRound(x, 5, 9, 13, 1);
            quarterRound(x, 10, 14, 2, 6);
            quarterRound(x, 15, 3, 7, 11);
            quarterRound(x, 0, 1, 2, 3);
            quarterRound(x, 5, 6, 7, 4);
            quarterRound(x, 10, 11, 8, 9);
            quarterRound(x, 15, 12, 13, 14);
        }
    }

    private static void quarterRound(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
