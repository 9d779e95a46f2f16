package io.edgemesh.tunnel.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes the few ASN.1 values that a certificate is made of; {@link DerReader} reads them.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">X.690, Distinguished Encoding Rules</a>
 */
final class Der {
    static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    static final int GENERALIZED_TIME = 0x18;
    static final int UTC_TIME = 0x17;
    static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    static final int EXPLICIT = 0xa0;
    private static final int FIRST_YEAR_AFTER_UTC_TIME = 2050;

    private Der() {}

    static byte[] sequence(byte[]... members) {
        return value(SEQUENCE, members);
    }

    static byte[] set(byte[]... members) {
        return value(SET, members);
    }

    static byte[] explicit(int number, byte[] member) {
        return value(EXPLICIT + number, member);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] octetString(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    static byte[] bitString(byte[] bytes) {
        return value(BIT_STRING, new byte[1], bytes);
    }

    static byte[] utf8String(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The time to the second, in the short form as long as that exists. */
    static byte[] time(Instant time) {
        boolean late = time.atOffset(ZoneOffset.UTC).getYear() >= FIRST_YEAR_AFTER_UTC_TIME;
        String pattern = late ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'";
        String text =
                DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC).format(time);
        return value(late ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns an object identifier given by its numbers, such as {@code 1.2.840}. */
    static byte[] objectIdentifier(String dotted) {
        String[] numbers = dotted.split("\\.");
        ByteBuf out = Unpooled.buffer();
        out.writeByte(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            base128(out, Integer.parseInt(numbers[i]));
        }
        return value(OBJECT_IDENTIFIER, ByteBufUtil.getBytes(out));
    }

    private static void base128(ByteBuf out, int number) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (number >>> shift != 0) {
                out.writeByte(number >>> shift & 0x7f | 0x80);
            }
        }
        out.writeByte(number & 0x7f);
    }

    private static byte[] value(int tag, byte[]... contents) {
        ByteBuf content = Unpooled.wrappedBuffer(contents);
        ByteBuf out = Unpooled.buffer();
        out.writeByte(tag);
        writeLength(out, content.readableBytes());
        return ByteBufUtil.getBytes(out.writeBytes(content));
    }

    private static void writeLength(ByteBuf out, int length) {
        if (length < 0x80) {
            out.writeByte(length);
        } else if (length < 0x100) {
            out.writeByte(0x81).writeByte(length);
        } else {
            out.writeByte(0x82).writeShort(length);
        }
    }
}
