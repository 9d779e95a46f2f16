package io.edgemesh.tunnel.pnet;

import java.util.stream.IntStream;

/**
 * Tells secrets that can certainly be guessed from others, by an upper bound of the chance in them: as many bits a
 * character as the smallest usual alphabet that has all of them, and none where hardly any characters differ.
 */
final class SecretStrength {
    private static final int STRONG_BITS = 128;
    private static final int FEW_DISTINCT = 6;

    private SecretStrength() {}

    static boolean weak(byte[] secret) {
        int length = secret.length;
        while (length > 0 && Character.isWhitespace(secret[length - 1])) {
            length--;
        }
        int[] characters = IntStream.range(0, length).map(i -> secret[i] & 0xff).toArray();
        return IntStream.of(characters).distinct().count() < FEW_DISTINCT
                || length * bitsPerCharacter(characters) < STRONG_BITS;
    }

    private static double bitsPerCharacter(int[] characters) {
        return log2(
                IntStream.of(characters).map(SecretStrength::alphabetSize).max().orElse(1));
    }

    private static int alphabetSize(int character) {
        if (character >= '0' && character <= '9') {
            return 10;
        }
        if (character >= 'a' && character <= 'f') {
            return 16;
        }
        boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
        boolean printable = character >= ' ' && character < 0x7f;
        return letter ? 64 : printable ? 95 : 256;
    }

    private static double log2(int n) {
        return Math.log(n) / Math.log(2);
    }
}
