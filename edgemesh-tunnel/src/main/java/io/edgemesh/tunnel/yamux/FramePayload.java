package io.edgemesh.tunnel.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a stream has flushed into one frame, however many writes it came in. One instance serves all streams of a
 * session, one frame at a time.
 */
final class FramePayload implements ChannelOutboundBuffer.MessageProcessor {
    private static final int COPIED_UP_TO = 1024;

    private final List<ByteBuf> parts = new ArrayList<>();
    private int room;
    private int length;

    /** Collects up to {@code limit} bytes from the front of the buffer, and returns how many. */
    int collect(ChannelOutboundBuffer source, int limit) {
        room = limit;
        length = 0;
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
        if (taken > 0) {
            parts.add(bytes.retainedSlice(bytes.readerIndex(), taken));
            length += taken;
            room -= taken;
        }
        return room > 0;
    }

    /** Returns what was collected as one data frame: copied if small, in pieces if large. */
    ByteBuf toFrame(ByteBufAllocator allocator, int flags, int streamId) {
        ByteBuf frame;
        if (length <= COPIED_UP_TO) {
            frame = header(allocator.buffer(FrameHeader.BYTES + length), flags, streamId);
            for (int i = 0; i < parts.size(); i++) {
                frame.writeBytes(parts.get(i));
                parts.get(i).release();
            }
        } else {
            ByteBuf header = header(allocator.buffer(FrameHeader.BYTES), flags, streamId);
            frame = allocator
                    .compositeBuffer(parts.size() + 1)
                    .addComponent(true, header)
                    .addComponents(true, parts);
        }
        parts.clear();
        return frame;
    }

    private ByteBuf header(ByteBuf out, int flags, int streamId) {
        return FrameHeader.write(out, FrameHeader.DATA, flags, streamId, length);
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
