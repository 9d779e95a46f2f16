package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/**
 * Puts the length of each message before it, as {@link VarintFrameDecoder} expects it.
 *
 * <p><b>Buffers:</b> the message goes on as it is, behind a small buffer with its length; nothing is copied.
 */
@Sharable
public final class VarintFrameEncoder extends MessageToMessageEncoder<ByteBuf> {
    /** The one instance; it has no state. */
    public static final VarintFrameEncoder INSTANCE = new VarintFrameEncoder();

    private VarintFrameEncoder() {
        super(ByteBuf.class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf message, List<Object> out) {
        int length = message.readableBytes();
        ByteBuf prefix = ctx.alloc().buffer(Varint.size(length));
        Varint.write(prefix, length);
        out.add(prefix);
        out.add(message.retain());
    }
}
