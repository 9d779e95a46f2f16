package io.edgemesh.api.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One direction of a {@link Forwarder}'s pair: sits on the source and writes to the sink.
 *
 * <p><b>Threads:</b> fields are used on the source's event loop alone. Auto-read of the source is switched there and
 * nowhere else: if the sink becomes writable just after it was found unwritable, its event queues the resumption behind
 * the pause, so no wake-up is lost. <b>Buffers:</b> the sink releases what is written to it, also when that fails.
 */
final class ForwardingHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(Forwarder.class);

    private final Channel source;
    private final Channel sink;
    private final ForwardingHandler opposite;
    private @Nullable ChannelFuture lastWrite;
    private boolean inputEnded;
    private boolean outputEnded;

    ForwardingHandler(Channel source, Channel sink) {
        this.source = source;
        this.sink = sink;
        this.opposite = new ForwardingHandler(this);
    }

    private ForwardingHandler(ForwardingHandler opposite) {
        this.source = opposite.sink;
        this.sink = opposite.source;
        this.opposite = opposite;
    }

    /** Puts both handlers in place before either channel is read: the sink's writability must not change unseen. */
    void start() {
        runOn(source, () -> {
            install();
            runOn(sink, () -> {
                opposite.install();
                opposite.resume();
                runOn(source, this::resume);
            });
        });
    }

    private void install() {
        source.config()
                .setOption(ChannelOption.ALLOW_HALF_CLOSURE, true); // false where the channel knows no such thing
        source.pipeline().addLast(this);
        if (!source.isOpen()) {
            sourceClosed();
        }
    }

    private void resume() {
        if (sink.isWritable()) {
            source.config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastWrite = sink.write(message);
        if (!sink.isWritable()) {
            source.config().setAutoRead(false);
            sink.flush(); // a stream that many messages reach in one read may go on reading at once
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        sink.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (source.isWritable()) {
            runOn(sink, opposite::resume);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded) {
            inputEnded = true;
            afterPendingWrites(this::endSinkOutput);
            closeIfEnded();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void endSinkOutput() {
        runOn(sink, () -> {
            if (sink instanceof DuplexChannel duplex && !opposite.inputEnded) {
                duplex.shutdownOutput().addListener(done -> opposite.outputEnded());
            } else {
                sink.close();
            }
        });
    }

    private void outputEnded() {
        outputEnded = true;
        closeIfEnded();
    }

    private void closeIfEnded() {
        if (inputEnded && outputEnded) {
            source.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        sourceClosed();
        ctx.fireChannelInactive();
    }

    private void sourceClosed() {
        if (source instanceof DuplexChannel && !inputEnded) {
            reset(sink);
            return;
        }
        // Read on and discard: a socket closed with unread input resets, and its peer may lose the end of what we sent.
        runOn(sink, () -> sink.config().setAutoRead(true));
        afterPendingWrites(sink::close);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("channel", source)
                .addKeyValue("failure", cause.toString())
                .log("a forwarded connection broke; both sides are reset");
        reset(sink);
        reset(source);
    }

    private void afterPendingWrites(Runnable action) {
        sink.flush();
        if (lastWrite == null) {
            action.run();
        } else {
            lastWrite.addListener(written -> action.run());
        }
    }

    private static void reset(Channel channel) {
        runOn(channel, () -> {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException e) {
                LOGGER.trace("the socket is gone already", e);
            }
            channel.close();
        });
    }

    private static void runOn(Channel channel, Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.trace("the event loop has ended and its channels with it", e);
        }
    }
}
