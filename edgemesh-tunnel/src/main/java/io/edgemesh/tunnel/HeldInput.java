package io.edgemesh.tunnel;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what was read along with the last message of a handshake until somebody reads on: the owner of the bytes has no
 * handlers in place yet. Then it passes them on, before anything that comes later, and removes itself.
 *
 * <p><b>Limit:</b> auto-read is off while this stands in a pipeline, so it keeps no more than one read brings.
 * <b>Buffers:</b> what nobody has read is released with the channel.
 */
public final class HeldInput extends ChannelDuplexHandler {
    private final Queue<Object> messages = new ArrayDeque<>();
    private boolean ended;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        messages.add(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Nobody has seen a read begin.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the owner finds it closed
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!ctx.isRemoved()) {
            release(ctx);
        }
        ctx.read();
    }

    private void release(ChannelHandlerContext ctx) {
        boolean any = !messages.isEmpty();
        ctx.pipeline().remove(this); // before passing on: handlers that read more must not come back here
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (ended) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            if (ctx.channel().isActive()) {
                ctx.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
            }
        }
    }
}
