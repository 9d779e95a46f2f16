package io.edgemesh.tunnel.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides of a negotiation have in common: reading messages, the greeting, the time-out, and leaving the
 * pipeline with the outcome told once. What was read beyond the last message goes to the handlers behind.
 */
abstract class Negotiation extends ByteToMessageDecoder {
    private final NegotiationListener listener;
    private final Duration timeout;
    private @Nullable Future<?> timer;
    private boolean started;
    private boolean greeted;
    private boolean over;

    Negotiation(NegotiationListener listener, Duration timeout) {
        this.listener = listener;
        this.timeout = timeout;
    }

    /** The channel is ready to be written to. */
    abstract void begin(ChannelHandlerContext ctx);

    /** A message after the greeting. */
    abstract void onMessage(ChannelHandlerContext ctx, String message);

    /** What has been offered so far, in words that end an error message. */
    abstract String state();

    final void agree(ChannelHandlerContext ctx, String protocolId) {
        if (end()) {
            listener.agreed(protocolId);
            ctx.pipeline().remove(this);
        }
    }

    final void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (end()) {
            ctx.pipeline().remove(this);
            listener.failed(cause);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor()
                .schedule(
                        () -> fail(ctx, new NegotiationTimeoutException(timeout, state())),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        String message = over ? null : Message.read(in);
        if (message == null) {
            return;
        }
        if (greeted) {
            onMessage(ctx, message);
        } else if (message.equals(Message.GREETING)) {
            greeted = true;
        } else {
            throw new MultistreamProtocolException(
                    "peer began with " + Message.printable(message) + " (expected: " + Message.GREETING + ')');
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (!over && !ctx.channel().config().isAutoRead()) {
            ctx.read(); // the answer is not all here, whatever the application thinks of reading
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (over) {
            ctx.fireExceptionCaught(cause);
        } else {
            fail(ctx, cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            fail(ctx, closedByPeer());
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        fail(ctx, closedByPeer());
        super.channelInactive(ctx);
    }

    private NegotiationException closedByPeer() {
        return new NegotiationException("peer closed before a protocol was agreed on; " + state(), null);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        stopTimer();
    }

    private void start(ChannelHandlerContext ctx) {
        if (started) {
            return; // a channel that is active when the handler is added says so once more
        }
        started = true;
        begin(ctx);
        if (!over && !ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
    }

    private boolean end() {
        boolean first = !over;
        over = true;
        stopTimer();
        return first;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
