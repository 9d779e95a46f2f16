package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a stream has flushed into one frame, however many writes it came in. One instance serves all streams of a
 * session, one frame at a time.
 *
 * <p>Payloads are copied. A frame in one buffer that fills one TLS record is what the layer below encrypts without copying;
 * header and payload in two buffers it would have to join, which costs more (measured: docs/benchmarks/libp2p.md).
 */
final class FramePayload implements ChannelOutboundBuffer.MessageProcessor {
    private final List<ByteBuf> parts = new ArrayList<>();
    private int room;
    private int length;

    /** Collects up to {@code limit} bytes from the front of the buffer, and returns how many. */
    int collect(ChannelOutboundBuffer source, int limit) {
        room = limit;
        length = 0;
        parts.clear(); // of empty writes, from which no frame was made: their buffers are others' by now
        try {
            source.forEachFlushedMessage(this);
        } catch (Exception impossible) {
            throw new IllegalStateException("collecting a frame threw", impossible);
        }
        return length;
    }

    @Override
    public boolean processMessage(Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int taken = Math.min(room, bytes.readableBytes());
        parts.add(bytes);
        length += taken;
        room -= taken;
        return room > 0;
    }

    /** Returns what was collected as one data frame. */
    ByteBuf toFrame(ByteBufAllocator allocator, int flags, int streamId) {
        ByteBuf frame = allocator.ioBuffer(FrameHeader.BYTES + length);
        FrameHeader.write(frame, FrameHeader.DATA, flags, streamId, length);
        for (int i = 0; i < parts.size(); i++) {
            ByteBuf part = parts.get(i);
            int taken = Math.min(part.readableBytes(), frame.writableBytes());
            frame.writeBytes(part, part.readerIndex(), taken);
        }
        parts.clear();
        return frame;
    }

    /**
     * Removes from the front of the buffer what was collected, and empty writes behind it. Their promises are told, and
     * whoever listens may close the stream in the middle of it.
     */
    static void remove(ChannelOutboundBuffer source, int bytes) {
        int left = bytes;
        for (ByteBuf head = (ByteBuf) source.current(); head != null; head = (ByteBuf) source.current()) {
            int readable = head.readableBytes();
            if (readable > left) {
                head.skipBytes(left);
                source.progress(left);
                return;
            }
            left -= readable;
            source.remove();
        }
    }
}
