package io.edgemesh.proxy.http;

import io.edgemesh.proxy.net.ReadGate;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a {@link Conversation}: what has been read and waits, how long, and how the connection ends.
 *
 * <p>Requests that come while one is under way wait: {@link #pump} reads from the client only as long as there is someone
 * to take it. <b>Limit:</b> what one read of the socket decodes to. <b>Threads:</b> the client's event loop.
 * <b>Buffers:</b> messages are handed on or released.
 */
final class ClientHandler extends ChannelInboundHandlerAdapter {
    private static final int LINGER_SECONDS = 2;

    private final HttpProxy proxy;
    private final Channel channel;
    private final Conversation conversation;
    private final Queue<Object> pending = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> timeout;
    private boolean inputEnded;
    private boolean closing;
    private boolean left;

    ClientHandler(HttpProxy proxy, Channel channel) {
        this.proxy = proxy;
        this.channel = channel;
        this.conversation = new Conversation(proxy, this, channel);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HttpServerCodec(HttpProxy.limits()));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitRequest();
        pump();
    }

    /** Gives the client its time for the head of the next request; one that sends it byte by byte gets no more. */
    void awaitRequest() {
        closeIn(proxy.idleTimeout().toNanos());
    }

    private void closeIn(long nanos) {
        stopTimeout();
        timeout = channel.eventLoop().schedule(() -> channel.close(), nanos, TimeUnit.NANOSECONDS);
    }

    void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pending.add(message);
        takeAll();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        conversation.flushRequests();
    }

    /** Goes on after something has changed that the client's input may have waited for. */
    void pump() {
        takeAll();
        conversation.flushRequests();
    }

    /** Takes messages as long as somebody wants them, and has the socket read accordingly. */
    private void takeAll() {
        while (!left && !pending.isEmpty() && wantsInput()) {
            take(pending.remove());
        }
        if (left) {
            return;
        }
        if (inputEnded && pending.isEmpty() && (closing || conversation.isIdle())) {
            channel.close();
        } else {
            channel.config().setAutoRead(pending.isEmpty() && wantsInput());
        }
    }

    private boolean wantsInput() {
        return closing || conversation.wantsInput();
    }

    private void take(Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            conversation.take(message);
        }
    }

    /**
     * Ends the connection once what was written is on its way. What the client still sends is read and thrown away for a
     * moment: a socket closed with unread input resets, and the client would lose the answer.
     */
    void closeGently() {
        if (closing) {
            return;
        }
        closing = true;
        closeIn(TimeUnit.SECONDS.toNanos(LINGER_SECONDS));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                channel.close();
            }
        });
        pump();
    }

    /**
     * Makes room for what follows HTTP on this connection: nothing of this stays in the pipeline, and what comes in waits in
     * a gate.
     *
     * @return false if something was read as HTTP that was sent ahead and is none; the connection is then of no use
     */
    boolean leave() {
        stopTimeout();
        left = true;
        channel.config().setAutoRead(false);
        channel.pipeline().replace(this, null, new ReadGate());
        channel.pipeline().remove(HttpServerCodec.class);
        return pending.isEmpty();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimeout();
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        conversation.onClientWritability();
    }

    /** A client may end its output behind its last request; the answers are still wanted. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimeout();
        conversation.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
