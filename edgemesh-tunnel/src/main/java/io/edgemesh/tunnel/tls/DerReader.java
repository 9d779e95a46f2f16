package io.edgemesh.tunnel.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Takes ASN.1 values from the front of a buffer, as {@link Der} writes them. What is not such a value, or goes on beyond
 * the end of the buffer, fails with {@link IllegalArgumentException}; nothing is copied before its length is checked.
 */
final class DerReader {
    private static final int LONG_LENGTH = 0x80;
    private static final int MAX_LENGTH_BYTES = 2;
    private static final int FIRST_YEAR_OF_UTC_TIME = 1950;

    private DerReader() {}

    static ByteBuf readSequence(ByteBuf in) {
        return read(in, Der.SEQUENCE);
    }

    static ByteBuf readExplicit(ByteBuf in, int number) {
        return read(in, Der.EXPLICIT + number);
    }

    static boolean nextIsExplicit(ByteBuf in, int number) {
        return in.isReadable() && in.getUnsignedByte(in.readerIndex()) == Der.EXPLICIT + number;
    }

    static byte[] readOctetString(ByteBuf in) {
        return ByteBufUtil.getBytes(read(in, Der.OCTET_STRING));
    }

    /** A bit string of whole bytes. */
    static byte[] readBitString(ByteBuf in) {
        ByteBuf value = read(in, Der.BIT_STRING);
        if (!value.isReadable() || value.readByte() != 0) {
            throw new IllegalArgumentException("DER bit string is not of whole bytes");
        }
        return ByteBufUtil.getBytes(value);
    }

    /** A boolean that, being false, may be left out. */
    static boolean readOptionalBoolean(ByteBuf in) {
        boolean present = in.isReadable() && in.getUnsignedByte(in.readerIndex()) == Der.BOOLEAN;
        if (!present) {
            return false;
        }
        ByteBuf value = read(in, Der.BOOLEAN);
        return value.isReadable() && value.readByte() != 0;
    }

    /** Passes over a value of any type. */
    static void skip(ByteBuf in) {
        requireReadable(in, 1);
        read(in, in.getUnsignedByte(in.readerIndex()));
    }

    /** An object identifier in its dotted form. */
    static String readObjectIdentifier(ByteBuf in) {
        ByteBuf value = read(in, Der.OBJECT_IDENTIFIER);
        requireReadable(value, 1);
        int first = value.readUnsignedByte();
        StringBuilder dotted = new StringBuilder().append(Math.min(first / 40, 2));
        dotted.append('.').append(first - 40 * Math.min(first / 40, 2));
        while (value.isReadable()) {
            dotted.append('.').append(base128(value));
        }
        return dotted.toString();
    }

    private static long base128(ByteBuf in) {
        long number = 0;
        int next;
        do {
            requireReadable(in, 1);
            next = in.readUnsignedByte();
            number = number << 7 | next & 0x7f;
        } while ((next & 0x80) != 0);
        return number;
    }

    /** A time in either form. */
    static Instant readTime(ByteBuf in) {
        requireReadable(in, 1);
        boolean utcTime = in.getUnsignedByte(in.readerIndex()) == Der.UTC_TIME;
        String text = read(in, utcTime ? Der.UTC_TIME : Der.GENERALIZED_TIME).toString(StandardCharsets.US_ASCII);
        try {
            String digits = utcTime ? century(text) + text : text;
            return LocalDateTime.parse(digits, DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'"))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("DER time of " + text.length() + " characters is none", e);
        }
    }

    private static String century(String text) {
        return text.compareTo(Integer.toString(FIRST_YEAR_OF_UTC_TIME).substring(2)) < 0 ? "20" : "19";
    }

    private static ByteBuf read(ByteBuf in, int tag) {
        requireReadable(in, 2);
        if (in.readUnsignedByte() != tag) {
            throw new IllegalArgumentException("not a DER value with tag " + tag);
        }
        int length = in.readUnsignedByte();
        if (length >= LONG_LENGTH) {
            length = readLongLength(in, length - LONG_LENGTH);
        }
        requireReadable(in, length);
        return in.readSlice(length);
    }

    private static int readLongLength(ByteBuf in, int bytes) {
        if (bytes == 0 || bytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException("DER length of " + bytes + " bytes");
        }
        requireReadable(in, bytes);
        return bytes == 1 ? in.readUnsignedByte() : in.readUnsignedShort();
    }

    private static void requireReadable(ByteBuf in, int length) {
        if (in.readableBytes() < length) {
            throw new IllegalArgumentException("DER value is cut off: " + in.readableBytes() + " bytes of " + length);
        }
    }
}
