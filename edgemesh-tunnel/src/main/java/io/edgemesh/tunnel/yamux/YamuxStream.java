package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a Netty channel. {@link StreamInput} and {@link StreamOutput} hold the two directions; this class joins them
 * to Netty's life cycle.
 *
 * <pre>
 *   open --shutdownOutput--> FIN sent ----+
 *     |                                   +--> both: closed
 *     +----FIN read by the pipeline-------+
 *     +----reset by either side, connection lost, close() --> closed
 * </pre>
 */
final class YamuxStream extends AbstractChannel implements StreamChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final YamuxSession session;
    private final YamuxStreamConfig config;
    private final boolean inbound;
    private final StreamInput input;
    private final StreamOutput output;
    private int streamId; // 0 until the remote is told
    private boolean acknowledged; // by the remote
    private boolean queued; // in one of the scheduler's queues
    private boolean touched; // to be settled by the session
    private boolean unsentData; // when close began
    private boolean lost; // the remote knows already, or cannot be told
    private volatile boolean closed;
    private @Nullable ChannelPromise outputShutdown; // waits for what was written before it

    YamuxStream(YamuxSession session, YamuxStreamId id, int streamId) {
        super(session.channel(), id);
        this.session = session;
        this.streamId = streamId;
        this.inbound = streamId != 0;
        this.config = new YamuxStreamConfig(this);
        this.input = new StreamInput(this, session);
        this.output = new StreamOutput(this, session);
    }

    boolean inbound() {
        return inbound;
    }

    boolean introduced() {
        return output.introduced();
    }

    int streamId() {
        return streamId;
    }

    void assign(int id) {
        streamId = id;
    }

    /** Whether a stream of ours waits for the remote's acknowledgement; from now on it does not. */
    boolean settleAcknowledgement() {
        boolean waited = !inbound && output.introduced() && !acknowledged;
        acknowledged = true;
        return waited;
    }

    @Override
    public void keepMessages() {
        input.keepMessages();
        output.keepMessages();
    }

    StreamInput input() {
        return input;
    }

    StreamOutput output() {
        return output;
    }

    /** Marks the stream as waiting for its turn; {@code false} when it is already. */
    boolean enqueue() {
        boolean added = !queued;
        queued = true;
        return added;
    }

    void dequeueAndFlush() {
        queued = false;
        flushNow();
    }

    void flushNow() {
        ((StreamUnsafe) unsafe()).flush0();
    }

    /** Marks the stream as having work for the end of the burst; {@code false} when it is already. */
    boolean touch() {
        boolean added = !touched;
        touched = true;
        return added;
    }

    /** Does the work of the end of a burst. */
    void settle() {
        touched = false;
        if (isOpen()) {
            input.settle();
            closeIfEnded();
        }
        if (isOpen() && inbound && input.everRead()) {
            output.acknowledge();
        }
    }

    /** Ends the stream without a word to the remote: it knows, or cannot be told. */
    void lose(Throwable cause) {
        lost = true;
        fail(cause);
    }

    /** Ends the stream with a reset. */
    void fail(Throwable cause) {
        if (isOpen()) {
            unsentData = true;
            pipeline().fireExceptionCaught(cause);
            ((StreamUnsafe) unsafe()).closeBecauseOf(cause);
        }
    }

    void closeIfEnded() {
        if (output.ended() && input.ended()) {
            unsafe().close(unsafe().voidPromise());
        }
    }

    void stopReading() {
        if (eventLoop().inEventLoop()) {
            input.stopReading();
        } else {
            eventLoop().execute(input::stopReading);
        }
    }

    @Override
    public ChannelFuture reset() {
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
    public boolean isInputShutdown() {
        return closed || input.shutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return closed || outputShutdown != null;
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) {
            input.shutdownByUs();
            promise.setSuccess();
            closeIfEnded();
        } else {
            eventLoop().execute(() -> shutdownInput(promise));
        }
        return promise;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
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
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownInput();
        return shutdownOutput(promise);
    }

    @Override
    public YamuxStreamConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return !closed;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
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
    protected DefaultChannelPipeline newChannelPipeline() {
        return new StreamPipeline(this);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a stream has no address of its own");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBeginRead() {
        input.beginRead();
    }

    @Override
    protected Object filterOutboundMessage(Object message) throws Exception {
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
    protected void doWrite(ChannelOutboundBuffer in) {
        output.write(in);
    }

    @Override
    protected void doShutdownOutput() {
        output.end();
    }

    @Override
    protected void doClose() {
        if (closed) {
            return;
        }
        closed = true;
        completeShutdown();
        tellRemote();
        input.close();
        session.closed(this);
    }

    private void completeShutdown() {
        if (outputShutdown == null) {
            return;
        }
        if (output.ended()) {
            outputShutdown.trySuccess();
        } else {
            outputShutdown.tryFailure(new ClosedChannelException());
        }
    }

    /** FIN if the end is clean, RST if bytes are lost on the way, in either direction. */
    private void tellRemote() {
        boolean bytesLost = unsentData || input.unreadBytes() > 0;
        boolean unknownToRemote = !inbound && !output.introduced();
        if (lost || unknownToRemote || output.ended() && !bytesLost) {
            return;
        }
        if (bytesLost || !output.end()) {
            output.abort();
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
            if (promise != null && buffer != null && buffer.isEmpty() && output.end() && isOpen()) {
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
            ClosedChannelException closed = new ClosedChannelException();
            closed.initCause(cause);
            close(voidPromise(), cause, closed);
        }
    }
}
