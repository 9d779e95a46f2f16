package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Cuts a byte stream into messages preceded by their length as an unsigned varint.
 *
 * <p><b>Buffers:</b> emits retained slices; whoever reads one releases it. <b>Limit:</b> a length above
 * {@code maxLength} bytes fails with {@link TooLongFrameException} before anything of the message is stored, and what
 * follows it on the stream is discarded. <b>Threads:</b> the channel's event loop only. <b>Removal:</b> bytes that have
 * not been cut into messages are passed on as they are, so that a protocol may end in a raw stream.
 */
public final class VarintFrameDecoder extends ByteToMessageDecoder {
    private final int maxLength;
    private boolean failed;

    /** Creates a decoder for messages of up to {@code maxLength} bytes, the length itself not counted. */
    public VarintFrameDecoder(int maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: >= 0)");
        }
        this.maxLength = maxLength;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex();
        long length = readLength(in);
        if (length < 0 || in.readableBytes() < length) {
            in.readerIndex(start);
            return;
        }
        out.add(in.readRetainedSlice((int) length));
    }

    private long readLength(ByteBuf in) {
        try {
            long length = Varint.read(in);
            if (length > maxLength) {
                throw new TooLongFrameException("message of " + length + " bytes (limit: " + maxLength + ')');
            }
            return length;
        } catch (MalformedException | TooLongFrameException e) {
            failed = true;
            throw e;
        }
    }
}
