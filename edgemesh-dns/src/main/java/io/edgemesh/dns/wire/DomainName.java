package io.edgemesh.dns.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A domain name in lower case. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-3.1">RFC 1035, 3.1. Name space definitions</a>
 */
public final class DomainName {
    /** The bytes of the longest name, its ending zero included. */
    public static final int MAX_LENGTH = 255;

    /** The bytes of the longest label, its length not included. */
    public static final int MAX_LABEL = 63;

    private static final int POINTER_BITS = 0xc0;

    /** The name of no labels. */
    public static final DomainName ROOT = new DomainName(new byte[1]);

    private final byte[] wire;

    private DomainName(byte[] wire) {
        this.wire = wire;
    }

    /**
     * Reads a name as people write it, with or without the dot at its end.
     *
     * @throws IllegalArgumentException if a label is empty, longer than 63 bytes, or the name longer than 255
     */
    public static DomainName parse(String text) {
        String absolute = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (absolute.isEmpty()) {
            return ROOT;
        }
        byte[] wire = new byte[MAX_LENGTH];
        int end = 0;
        for (String label : absolute.split("\\.", -1)) {
            end = append(label, wire, end, text);
        }
        return new DomainName(Arrays.copyOf(wire, end + 1));
    }

    private static int append(String label, byte[] wire, int end, String text) {
        byte[] bytes = label.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAX_LABEL || end + bytes.length + 2 > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "name: \"" + text + "\" (expected: labels of 1 to 63 bytes, 255 in all)");
        }
        wire[end] = (byte) bytes.length;
        System.arraycopy(bytes, 0, wire, end + 1, bytes.length);
        return end + 1 + bytes.length;
    }

    /** Takes a name from bytes that are known to hold one in lower case, uncompressed. */
    public static DomainName copyOf(byte[] buffer, int offset, int length) {
        return new DomainName(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /**
     * Returns where a name in a message ends, its compression pointer included, or -1 if it is malformed or cut off.
     * Pointers are not followed.
     */
    public static int skip(byte[] message, int from, int limit) {
        int at = from;
        while (at < limit) {
            int length = message[at] & 0xff;
            if (length == 0) {
                return at + 1;
            }
            if ((length & POINTER_BITS) == POINTER_BITS) {
                return at + 2 <= limit ? at + 2 : -1;
            }
            if (length > MAX_LABEL) {
                return -1;
            }
            at += 1 + length;
        }
        return -1;
    }

    /** Returns the number of bytes on the wire. */
    public int length() {
        return wire.length;
    }

    /** Returns the number of labels, the root not counted. */
    public int labels() {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            count++;
        }
        return count;
    }

    /** Returns whether this is the other name or one below it. */
    public boolean isWithin(DomainName other) {
        int at = 0;
        while (wire.length - at > other.wire.length) {
            at += 1 + wire[at];
        }
        return Arrays.equals(wire, at, wire.length, other.wire, 0, other.wire.length);
    }

    /** Returns a copy of the bytes on the wire. */
    public byte[] toWire() {
        return wire.clone();
    }

    byte[] wire() {
        return wire;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DomainName name && Arrays.equals(wire, name.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    /** The name with a dot at its end; bytes that are no printable ASCII as {@code \DDD}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(wire.length);
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                int c = wire[i] & 0xff;
                text.append(
                        c > ' ' && c < 0x7f && c != '.' && c != '\\'
                                ? String.valueOf((char) c)
                                : "\\%03d".formatted(c));
            }
            text.append('.');
        }
        return text.isEmpty() ? "." : text.toString();
    }
}
