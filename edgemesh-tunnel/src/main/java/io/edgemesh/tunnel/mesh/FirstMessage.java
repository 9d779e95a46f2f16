package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.HeldInput;
import io.edgemesh.tunnel.multiformats.VarintFrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one message with which the peer begins, within a time, and leaves the rest of the stream to whoever comes
 * next: from then on {@link HeldInput} keeps what has been read already.
 *
 * <p>Exactly one of {@link #received} and {@link #failed} is called, once, on the channel's event loop.
 */
abstract class FirstMessage extends ChannelInboundHandlerAdapter {
    private static final String FRAMES = "first-message-frames";

    private final int maxBytes;
    private final Duration timeout;
    private @Nullable ScheduledFuture<?> timer;
    private boolean done;

    FirstMessage(int maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    /** The message is there; it is released when this returns. */
    abstract void received(Channel channel, ByteBuf message);

    /** It did not come, or {@link #received} has thrown. */
    abstract void failed(Channel channel, Throwable cause);

    /** Adds this to the end of a channel's pipeline and begins to read. On the channel's event loop. */
    final void startOn(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(FRAMES, new VarintFrameDecoder(maxBytes));
        channel.pipeline().addLast(this);
        timer = channel.eventLoop().schedule(() -> timedOut(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (channel.isOpen()) {
            channel.read();
        } else {
            fail(channel, new StreamEndedException("the stream was closed"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Channel channel = ctx.channel();
        try {
            handOver(ctx);
            received(channel, bytes);
        } catch (RuntimeException e) {
            failed(channel, e);
        } finally {
            bytes.release();
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        finish();
        ctx.pipeline().replace(this, null, new HeldInput());
        ctx.pipeline().remove(FRAMES); // which passes on what it has not cut
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!done) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            fail(ctx.channel(), new StreamEndedException("the peer ended the stream without a word"));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx.channel(), new StreamEndedException("the stream was closed without a word"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx.channel(), cause);
    }

    private void timedOut(Channel channel) {
        fail(channel, new StreamEndedException("no word from the peer within " + timeout.toMillis() + " ms"));
    }

    /** Gives up waiting. */
    final void fail(Channel channel, Throwable cause) {
        if (!done) {
            finish();
            failed(channel, cause);
        }
    }

    private void finish() {
        done = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
