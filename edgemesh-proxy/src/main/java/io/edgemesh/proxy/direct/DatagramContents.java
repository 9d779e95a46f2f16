package io.edgemesh.proxy.direct;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** Takes datagrams of a connected socket out of their envelopes; the kernel has checked the sender. */
@Sharable
final class DatagramContents extends ChannelInboundHandlerAdapter {
    static final DatagramContents INSTANCE = new DatagramContents();

    private DatagramContents() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.fireChannelRead(message instanceof DatagramPacket packet ? packet.content() : message);
    }
}
