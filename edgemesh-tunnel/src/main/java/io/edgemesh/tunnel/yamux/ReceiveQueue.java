package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrived while the stream was not reading.
 *
 * <p>They are copied: a slice of ten bytes would keep the whole receive buffer that it was cut from, and a remote could
 * make us hold a thousand times what it sends. Chunks grow with the queue, so what is held stays within twice what was
 * sent plus {@value #MIN_CHUNK} bytes.
 */
final class ReceiveQueue {
    private static final int MIN_CHUNK = 512;
    private static final int MAX_CHUNK = 64 * 1024;

    private final ByteBufAllocator allocator;
    private @Nullable Deque<ByteBuf> chunks; // most streams never need one
    private int bytes;

    ReceiveQueue(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Copies the part and releases it. */
    void add(ByteBuf part) {
        try {
            bytes += part.readableBytes();
            append(part);
        } finally {
            part.release();
        }
    }

    /** Takes over a buffer of its own, which is not joined with others. */
    void addMessage(ByteBuf message) {
        bytes += message.readableBytes();
        chunks().addLast(message);
    }

    int chunkCount() {
        return chunks == null ? 0 : chunks.size();
    }

    /** Returns the oldest chunk, owned by the caller. The queue must not be empty. */
    ByteBuf poll() {
        ByteBuf chunk = chunks().removeFirst();
        bytes -= chunk.readableBytes();
        return chunk;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    int bytes() {
        return bytes;
    }

    void release() {
        while (!isEmpty()) {
            poll().release();
        }
    }

    private void append(ByteBuf part) {
        ByteBuf tail = chunks().peekLast();
        if (tail != null) {
            tail.writeBytes(part, Math.min(tail.maxWritableBytes(), part.readableBytes()));
        }
        while (part.isReadable()) {
            int chunk = Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, bytes));
            ByteBuf added = allocator.buffer(chunk, chunk);
            chunks().addLast(added.writeBytes(part, Math.min(chunk, part.readableBytes())));
        }
    }

    private Deque<ByteBuf> chunks() {
        Deque<ByteBuf> present = chunks;
        if (present == null) {
            present = new ArrayDeque<>(4);
            chunks = present;
        }
        return present;
    }
}
