package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.Varint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** Puts messages into the form they have on the wire. */
final class Messages {
    private Messages() {}

    /** Returns a message with its length before it, in one buffer, so that it leaves in one frame. */
    static ByteBuf delimited(ByteBufAllocator allocator, Consumer<ByteBuf> writer) {
        ByteBuf message = allocator.buffer();
        try {
            writer.accept(message);
            int length = message.readableBytes();
            ByteBuf framed = allocator.buffer(Varint.size(length) + length);
            Varint.write(framed, length);
            return framed.writeBytes(message);
        } finally {
            message.release();
        }
    }
}
