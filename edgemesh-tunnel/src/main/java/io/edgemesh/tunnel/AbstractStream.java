package io.edgemesh.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of all multiplexers have in common: two directions, joined to the life cycle of a Netty channel. A
 * multiplexer adds how bytes, ends and resets travel.
 *
 * <pre>
 *   open --shutdownOutput--> end sent ----+
 *     |                                   +--> both: closed
 *     +----end read by the pipeline-------+
 *     +----reset by either side, connection lost, close() --> closed
 * </pre>
 *
 * <p>All that a multiplexer implements and calls here happens on the event loop.
 */
public abstract class AbstractStream extends AbstractChannel implements StreamChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final StreamConfig config;
    private boolean unsentData; // when close began
    private boolean lost; // the remote knows already, or cannot be told
    private volatile boolean closed;
    private @Nullable ChannelPromise outputShutdown; // waits for what was written before it

    protected AbstractStream(Channel connection, ChannelId id) {
        super(connection, id);
        this.config = new StreamConfig(this);
    }

    /** Sends the end of the output, which follows all that was written; {@code false} if that has to wait. */
    protected abstract boolean endOutput();

    /** Whether nothing more can be sent: the end or a reset was. */
    protected abstract boolean outputEnded();

    /** Takes no more: what has come and what still comes is discarded. */
    protected abstract void discardInput();

    /** Whether the pipeline is told of no more input. */
    protected abstract boolean inputShutdown();

    /** Whether the remote has sent all it will, and the pipeline knows. */
    protected abstract boolean inputEnded();

    /** The pipeline wants no more for now. */
    protected abstract void stopReading();

    /** Tells the remote that the stream is over: with an end if that is the truth, with a reset if bytes are lost. */
    protected abstract void tellRemote(boolean bytesUnsent);

    /** Frees what the stream holds; it is closed. */
    protected abstract void released();

    /** Ends the stream without a word to the remote: it knows, or cannot be told. */
    public final void lose(Throwable cause) {
        lost = true;
        fail(cause);
    }

    /** Ends the stream with a reset. */
    public final void fail(Throwable cause) {
        if (isOpen()) {
            unsentData = true;
            pipeline().fireExceptionCaught(cause);
            ((StreamUnsafe) unsafe()).closeBecauseOf(cause);
        }
    }

    /** Sends what can be sent now. */
    public final void flushNow() {
        ((StreamUnsafe) unsafe()).flush0();
    }

    /** Returns what is written and not sent; {@code null} once the stream is closed. */
    protected final @Nullable ChannelOutboundBuffer unsent() {
        return unsafe().outboundBuffer();
    }

    protected final void closeIfEnded() {
        if (outputEnded() && inputEnded()) {
            unsafe().close(unsafe().voidPromise());
        }
    }

    /** Tells the pipeline that the remote has ended. */
    public final void fireInputEnded() {
        if (config.isAllowHalfClosure()) {
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        } else {
            unsafe().close(unsafe().voidPromise());
        }
    }

    @Override
    public final ChannelFuture reset() {
        if (eventLoop().inEventLoop()) {
            resetNow();
        } else {
            eventLoop().execute(this::resetNow);
        }
        return closeFuture();
    }

    private void resetNow() {
        unsentData = true;
        ((StreamUnsafe) unsafe()).closeBecauseOf(StreamResetException.byUs("stream reset on this side"));
    }

    @Override
    public final boolean isInputShutdown() {
        return closed || inputShutdown();
    }

    @Override
    public final boolean isOutputShutdown() {
        return closed || outputShutdown != null;
    }

    @Override
    public final boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public final ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public final ChannelFuture shutdownInput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) {
            discardInput();
            promise.setSuccess();
            closeIfEnded();
        } else {
            eventLoop().execute(() -> shutdownInput(promise));
        }
        return promise;
    }

    @Override
    public final ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public final ChannelFuture shutdownOutput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) {
            shutdownOutputNow(promise);
        } else {
            eventLoop().execute(() -> shutdownOutputNow(promise));
        }
        return promise;
    }

    private void shutdownOutputNow(ChannelPromise promise) {
        ChannelPromise earlier = outputShutdown;
        if (earlier != null) {
            PromiseNotifier.cascade(earlier, promise);
        } else if (closed) {
            promise.setFailure(new ClosedChannelException());
        } else {
            outputShutdown = promise;
            unsafe().flush();
        }
    }

    @Override
    public final ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public final ChannelFuture shutdown(ChannelPromise promise) {
        shutdownInput();
        return shutdownOutput(promise);
    }

    @Override
    public final StreamConfig config() {
        return config;
    }

    @Override
    public final ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    @Override
    public final boolean isActive() {
        return !closed;
    }

    @Override
    protected final boolean isCompatible(EventLoop loop) {
        return loop == parent().eventLoop();
    }

    @Override
    protected SocketAddress localAddress0() {
        return parent().localAddress();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return parent().remoteAddress();
    }

    @Override
    protected final DefaultChannelPipeline newChannelPipeline() {
        return new StreamPipeline(this);
    }

    @Override
    protected final AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected final void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a stream has no address of its own");
    }

    @Override
    protected final void doDisconnect() {
        doClose();
    }

    @Override
    protected final Object filterOutboundMessage(Object message) throws Exception {
        if (!(message instanceof ByteBuf)) {
            throw new UnsupportedOperationException(
                    "a stream carries ByteBuf, not " + message.getClass().getName());
        }
        if (outputShutdown != null) {
            throw new ChannelOutputShutdownException("stream output is shut down");
        }
        return message;
    }

    @Override
    protected final void doShutdownOutput() {
        endOutput();
    }

    @Override
    protected final void doClose() {
        if (closed) {
            return;
        }
        closed = true;
        completeShutdown();
        if (!lost) {
            tellRemote(unsentData);
        }
        released();
    }

    private void completeShutdown() {
        if (outputShutdown == null) {
            return;
        }
        if (outputEnded()) {
            outputShutdown.trySuccess();
        } else {
            outputShutdown.tryFailure(new ClosedChannelException());
        }
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a stream is connected from the start"));
        }

        @Override
        protected void flush0() {
            super.flush0();
            ChannelPromise promise = outputShutdown;
            ChannelOutboundBuffer buffer = outboundBuffer();
            if (promise != null && buffer != null && buffer.isEmpty() && endOutput() && isOpen()) {
                shutdownOutput(promise);
                closeIfEnded();
            }
        }

        @Override
        protected void close(ChannelPromise promise, Throwable cause, ClosedChannelException closeCause) {
            ChannelOutboundBuffer buffer = outboundBuffer();
            unsentData |= buffer != null && !buffer.isEmpty();
            super.close(promise, cause, closeCause);
        }

        void closeBecauseOf(Throwable cause) {
            ClosedChannelException because = new ClosedChannelException();
            because.initCause(cause);
            close(voidPromise(), cause, because);
        }
    }
}
