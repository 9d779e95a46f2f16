package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message field by field.
 *
 * <pre>{@code
 * ProtoReader in = new ProtoReader(message);
 * while (in.next()) {
 *     switch (in.field()) {
 *         case 1 -> type = in.int32();
 *         case 2 -> key = in.bytes();
 *         default -> { } // a field we do not know: already skipped
 *     }
 * }
 * }</pre>
 *
 * <p><b>Limits:</b> a length is checked against what is left of the message before anything is copied, so a reader never
 * stores more than the message holds. <b>Buffers:</b> consumes the readable bytes of the message, which stays the
 * caller's; {@link #slice} is valid as long as it is. Groups, which proto3 no longer has, are refused.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
public final class ProtoReader {
    private static final int MAX_VARINT_BYTES = 10;

    private final ByteBuf in;
    private int field;
    private int wireType;
    private long number;
    private ByteBuf content;

    /** Creates a reader of everything readable in {@code message}. */
    public ProtoReader(ByteBuf message) {
        in = message;
        content = message;
    }

    /**
     * Moves on to the next field, whether or not the one before has been looked at.
     *
     * @return whether there is one
     * @throws MalformedException if the message is cut off or is not protobuf
     */
    public boolean next() {
        if (!in.isReadable()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field < 1 || tag >>> 32 != 0) {
            throw new MalformedException("protobuf field number " + (tag >>> 3) + " is out of range");
        }
        readValue();
        return true;
    }

    private void readValue() {
        switch (wireType) {
            case WireType.VARINT -> number = varint();
            case WireType.FIXED64 -> number = require(Long.BYTES).readLongLE();
            case WireType.FIXED32 -> number = require(Integer.BYTES).readIntLE();
            case WireType.BYTES -> {
                int length = length();
                content = in.readSlice(length);
            }
            default -> throw new MalformedException("protobuf wire type " + wireType + " in field " + field);
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > in.readableBytes()) {
            throw new MalformedException("protobuf field " + field + " has " + length + " bytes, the message only "
                    + in.readableBytes() + " more");
        }
        return (int) length;
    }

    /** Returns the number of the current field. */
    public int field() {
        return field;
    }

    /** Returns the current field as a number; a negative one stands for an unsigned one above {@code 2^63 - 1}. */
    public long uint64() {
        require(wireType != WireType.BYTES, "a number");
        return number;
    }

    /** Returns the current field as an {@code int32}, {@code uint32} or enumeration, cut to 32 bits as protobuf has it. */
    public int int32() {
        return (int) uint64();
    }

    /** Returns a copy of the bytes of the current field. */
    public byte[] bytes() {
        return ByteBufUtil.getBytes(slice());
    }

    /** Returns the current field as text; bytes that are not UTF-8 become replacement characters. */
    public String string() {
        return slice().toString(StandardCharsets.UTF_8);
    }

    /** Returns the bytes of the current field, or the embedded message in it, as a view that is not retained. */
    public ByteBuf slice() {
        require(wireType == WireType.BYTES, "bytes");
        return content;
    }

    /** Returns a reader of the message embedded in the current field. */
    public ProtoReader message() {
        return new ProtoReader(slice());
    }

    private void require(boolean rightType, String expected) {
        if (!rightType) {
            throw new MalformedException(
                    "protobuf field " + field + " has wire type " + wireType + " (expected: " + expected + ')');
        }
    }

    private ByteBuf require(int length) {
        if (in.readableBytes() < length) {
            throw new MalformedException("protobuf message ends within field " + field);
        }
        return in;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = require(1).readByte();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException("protobuf number is longer than " + MAX_VARINT_BYTES + " bytes");
    }
}
