package io.edgemesh.api.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Queue;

/** Hands a channel over once it is active, and leaves its pipeline. */
final class WaitForActive extends ChannelInboundHandlerAdapter {
    private final Queue<Channel> active;

    WaitForActive(Queue<Channel> active) {
        this.active = active;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(this);
        active.add(ctx.channel());
    }
}
