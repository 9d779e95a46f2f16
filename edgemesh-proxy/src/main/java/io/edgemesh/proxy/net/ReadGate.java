package io.edgemesh.proxy.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a channel emits before anybody has asked it to read, and leaves with the first read.
 *
 * <p>Auto-read that is off does not hold everything back: Netty's epoll channels read when the peer ends its output, so
 * that the answer of a server that says something and hangs up could pass through a pipeline that has no handler yet.
 * This handler stands first in the pipeline of a channel that is opened with auto-read off. <b>Limit:</b> one read of
 * the socket, for that is what epoll does unasked. <b>Buffers:</b> released if the channel closes unread.
 */
public final class ReadGate extends ChannelDuplexHandler {
    private final Queue<Object> held = new ArrayDeque<>();
    private boolean inputEnded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        held.add(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // told when the held messages are
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // nobody is there to hear it; a closed channel tells the one who comes
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        boolean any = !held.isEmpty();
        while (!held.isEmpty()) {
            ctx.fireChannelRead(held.remove());
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (inputEnded) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        ctx.read();
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
