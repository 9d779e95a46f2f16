package io.edgemesh.tunnel.multiformats;

import java.util.Arrays;

/**
 * Base32 of RFC 4648 in lower case and without padding, which multibase calls {@code b}. Upper case is read too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-6">RFC 4648, section 6</a>
 */
public final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private Base32() {}

    /** Returns the text of {@code bytes}. */
    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 8 / 5 + 1);
        int bits = 0;
        int held = 0;
        for (byte next : bytes) {
            bits = bits << 8 | next & 0xff;
            for (held += 8; held >= 5; held -= 5) {
                text.append(ALPHABET.charAt(bits >>> held - 5 & 31));
            }
        }
        if (held > 0) {
            text.append(ALPHABET.charAt(bits << 5 - held & 31));
        }
        return text.toString();
    }

    /**
     * Returns the bytes that {@code text} stands for.
     *
     * @throws MalformedException if a character is not of the alphabet, or bits are left over that are not zero
     */
    public static byte[] decode(String text) {
        byte[] bytes = new byte[(int) (text.length() * 5L / 8)];
        int size = 0;
        int bits = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            bits = bits << 5 | digit(text.charAt(i));
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes[size++] = (byte) (bits >>> held);
            }
        }
        if (held >= 5 || (bits & (1 << held) - 1) != 0) {
            throw new MalformedException("base32 text of " + text.length() + " characters has bits left over");
        }
        return Arrays.copyOf(bytes, size);
    }

    private static int digit(char c) {
        int digit = ALPHABET.indexOf(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        if (digit < 0) {
            throw new MalformedException("'" + c + "' is not a base32 character");
        }
        return digit;
    }
}
