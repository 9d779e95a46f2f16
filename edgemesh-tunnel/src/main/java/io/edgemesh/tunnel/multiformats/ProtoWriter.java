package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes one protobuf message field by field, in the order of the calls.
 *
 * <pre>{@code
 * new ProtoWriter(out).uint64(1, type).string(2, name).message(3, peer -> peer.bytes(1, id));
 * }</pre>
 *
 * <p>Writes what it is told, default values too: whether an absent field means its default is for the caller to know.
 * <b>Buffers:</b> appends to the caller's buffer and keeps nothing.
 */
public final class ProtoWriter {
    private final ByteBuf out;

    /** Creates a writer that appends to {@code out}. */
    public ProtoWriter(ByteBuf out) {
        this.out = out;
    }

    /** Appends a {@code uint64}, {@code int64}, {@code uint32}, non-negative {@code int32} or enumeration. */
    public ProtoWriter uint64(int field, long value) {
        tag(field, WireType.VARINT);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
        return this;
    }

    /** Appends bytes. */
    public ProtoWriter bytes(int field, byte[] value) {
        lengthTag(field, value.length);
        out.writeBytes(value);
        return this;
    }

    /** Appends the readable bytes of {@code value}, whose indexes are left alone. */
    public ProtoWriter bytes(int field, ByteBuf value) {
        lengthTag(field, value.readableBytes());
        out.writeBytes(value, value.readerIndex(), value.readableBytes());
        return this;
    }

    /** Appends text as UTF-8. */
    public ProtoWriter string(int field, String value) {
        lengthTag(field, ByteBufUtil.utf8Bytes(value));
        out.writeCharSequence(value, StandardCharsets.UTF_8);
        return this;
    }

    /** Appends an embedded message that {@code body} writes. */
    public ProtoWriter message(int field, Consumer<ProtoWriter> body) {
        ByteBuf message = out.alloc().buffer();
        try {
            body.accept(new ProtoWriter(message));
            return bytes(field, message);
        } finally {
            message.release();
        }
    }

    private void lengthTag(int field, int length) {
        tag(field, WireType.BYTES);
        Varint.write(out, length);
    }

    private void tag(int field, int wireType) {
        Varint.write(out, (long) field << 3 | wireType);
    }
}
