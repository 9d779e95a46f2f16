package io.edgemesh.tunnel.multiformats;

import java.util.Arrays;

/**
 * The base58 of Bitcoin: digits and letters without those that look alike; a leading zero byte is written as {@code 1}.
 *
 * <p>Takes time in the square of the length, so that text above {@value #MAX_TEXT} characters is refused.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-msporny-base58-03">The Base58 Encoding Scheme</a>
 */
public final class Base58 {
    /** The longest text that is decoded. */
    public static final int MAX_TEXT = 256;

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] DIGITS = digits();

    private Base58() {}

    private static byte[] digits() {
        byte[] digits = new byte[128];
        Arrays.fill(digits, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            digits[ALPHABET.charAt(i)] = (byte) i;
        }
        return digits;
    }

    /** Returns the text of {@code bytes}. */
    public static String encode(byte[] bytes) {
        byte[] digits = convert(bytes, 256, 58, bytes.length * 138 / 100 + 1);
        StringBuilder text = new StringBuilder(digits.length);
        for (byte digit : digits) {
            text.append(ALPHABET.charAt(digit));
        }
        return text.toString();
    }

    /**
     * Returns the bytes that {@code text} stands for.
     *
     * @throws MalformedException if a character is not of the alphabet, or the text too long
     */
    public static byte[] decode(String text) {
        if (text.length() > MAX_TEXT) {
            throw new MalformedException("base58 text of " + text.length() + " characters (limit: " + MAX_TEXT + ')');
        }
        byte[] digits = new byte[text.length()];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = digit(text.charAt(i));
        }
        return convert(digits, 58, 256, digits.length);
    }

    private static byte digit(char c) {
        byte digit = c < DIGITS.length ? DIGITS[c] : -1;
        if (digit < 0) {
            throw new MalformedException("'" + c + "' is not a base58 character");
        }
        return digit;
    }

    /** Long division: writes the number {@code digits} of base {@code from} in base {@code to}; leading zeros stay. */
    private static byte[] convert(byte[] digits, int from, int to, int capacity) {
        int zeros = leadingZeros(digits);
        byte[] converted = new byte[zeros + capacity];
        int length = 0;
        for (int i = zeros; i < digits.length; i++) {
            int carry = digits[i] & 0xff;
            int at = 0;
            for (; at < length || carry != 0; at++) {
                carry += (converted[converted.length - 1 - at] & 0xff) * from;
                converted[converted.length - 1 - at] = (byte) (carry % to);
                carry /= to;
            }
            length = at;
        }
        return Arrays.copyOfRange(converted, converted.length - length - zeros, converted.length);
    }

    private static int leadingZeros(byte[] digits) {
        int zeros = 0;
        while (zeros < digits.length && digits[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }
}
