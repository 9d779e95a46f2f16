package io.edgemesh.api.dial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Keeps what it reads until it is removed, as a decoder does with the bytes behind its last message. */
final class HoldingDecoder extends ChannelInboundHandlerAdapter {
    private ByteBuf held = Unpooled.EMPTY_BUFFER;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        held = (ByteBuf) message;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ctx.fireChannelRead(held);
        ctx.fireChannelReadComplete();
    }
}
