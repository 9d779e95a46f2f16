package io.edgemesh.tunnel.mesh;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a stream so that the peer still gets what was written: ends the output, discards what arrives until the peer has
 * ended too, then closes. A stream closed with input unread is reset, and a reset may overtake what was written before.
 */
final class OrderlyEnd extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_SECONDS = 5;

    private OrderlyEnd() {}

    /** Flushes what was written and ends the stream. On its event loop. */
    static void of(Channel stream) {
        stream.flush();
        stream.pipeline().addLast(new OrderlyEnd());
        Future<?> patience = stream.eventLoop().schedule(() -> stream.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
        stream.closeFuture().addListener(closed -> patience.cancel(false));
        if (stream instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        stream.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
