package io.edgemesh.proxy.http;

import io.edgemesh.proxy.net.ReadGate;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Hands what an upstream channel reads to its client's handler, on the client's event loop and in order.
 *
 * <p>After the head of a "101 Switching Protocols" the channel speaks something else: the decoder is taken out at once, and
 * what comes is kept in a {@link ReadGate} until the two channels are joined.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
    private final Conversation conversation;
    private final Upstream upstream;
    private final EventLoop clientLoop;
    private boolean switching;

    UpstreamHandler(Conversation conversation, Upstream upstream, EventLoop clientLoop) {
        this.conversation = conversation;
        this.upstream = upstream;
        this.clientLoop = clientLoop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            switching = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        }
        if (switching && message instanceof LastHttpContent) {
            ctx.channel().config().setAutoRead(false);
            ctx.pipeline().replace(this, null, new ReadGate());
            ctx.pipeline().remove(ResponseDecoder.class);
        }
        runOrRelease(message, () -> conversation.onResponse(upstream, message));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        run(conversation::onResponsesRead);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        run(conversation::onUpstreamWritability);
    }

    /** A server that ends its output has ended its last response, too, and takes no further request. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            run(() -> conversation.onUpstreamEnd(upstream));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        run(() -> conversation.onUpstreamEnd(upstream));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void run(Runnable task) {
        runOrRelease(null, task);
    }

    private void runOrRelease(@Nullable Object message, Runnable task) {
        if (clientLoop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            clientLoop.execute(task);
        } catch (RejectedExecutionException e) {
            ReferenceCountUtil.release(message); // the mesh is closing; the client is gone
        }
    }
}
