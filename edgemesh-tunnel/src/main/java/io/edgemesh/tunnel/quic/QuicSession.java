package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamSession;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one QUIC connection: the last handler of its channel's pipeline.
 *
 * <p>Streams that the peer opens wait, within its limit of streams, until {@link #serve}. <b>Threads:</b> those of the
 * interface from any, the rest on the event loop.
 */
final class QuicSession extends ChannelInboundHandlerAdapter implements StreamSession {
    private final QuicChannel channel;
    private final QuicLimits limits;
    private final QuicStreams streams;
    private final QuicOpener opener;
    private final Queue<QuicStreamChannel> unserved = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // set before anything is served
    private ChannelHandler inboundHandler;

    private boolean serving;
    private boolean draining;
    private volatile Duration roundTrip = Duration.ZERO; // these are written by the event loop alone
    private volatile @Nullable Throwable failure;

    QuicSession(QuicChannel channel, QuicLimits limits) {
        this.channel = channel;
        this.limits = limits;
        this.streams = new QuicStreams(channel);
        this.opener = new QuicOpener(this, channel, limits.maxStreams());
    }

    /** Says what is added to each stream that the peer opens; sharable. */
    void servedBy(ChannelHandler handler) {
        inboundHandler = handler;
    }

    /** Serves the streams that the peer opens from now on, and those that wait already. */
    void serve() {
        serving = true;
        for (QuicStreamChannel wire = unserved.poll(); wire != null; wire = unserved.poll()) {
            accept(wire);
        }
    }

    @Override
    public Future<StreamChannel> open(ChannelHandler handler) {
        Promise<StreamChannel> promise = channel.eventLoop().newPromise();
        if (channel.eventLoop().inEventLoop()) {
            opener.open(handler, promise);
        } else {
            channel.eventLoop().execute(() -> opener.open(handler, promise));
        }
        return promise;
    }

    /** Whether streams may still be opened. */
    boolean opensStreams() {
        return failure == null && !draining;
    }

    /** Makes a stream of the codec's. */
    QuicStream attach(QuicStreamChannel wire, ChannelHandler handler) {
        wire.config().setAutoRead(false);
        wire.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        QuicStream stream = new QuicStream(wire, this);
        stream.pipeline().addLast(handler);
        wire.pipeline().addLast(new QuicWire(stream));
        streams.add(stream);
        return stream;
    }

    private void accept(QuicStreamChannel wire) {
        attach(wire, inboundHandler);
        channel.eventLoop().register(wire);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        QuicStreamChannel wire = (QuicStreamChannel) message;
        if (draining) {
            wire.shutdown(0, wire.newPromise());
        } else if (!serving) {
            unserved.add(wire); // no more than the limit that we gave the peer
        } else {
            accept(wire);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicStreamLimitChangedEvent) {
            opener.openWaiting();
        } else if (event instanceof QuicConnectionCloseEvent close) {
            end(QuicException.closedByPeer(close));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(whyEnded());
        ctx.fireChannelInactive();
    }

    private void end(Throwable cause) {
        if (failure == null) {
            failure = cause;
            opener.fail(cause);
            unserved.clear();
        }
    }

    /** A stream has closed. */
    void closed(QuicStream stream) {
        streams.remove(stream);
        closeIfDrained();
    }

    QuicStreams streams() {
        return streams;
    }

    /** What a peer may send on a new stream. */
    long firstWindow() {
        return limits.streamWindowBytes();
    }

    Throwable whyEnded() {
        Throwable cause = failure;
        return cause != null
                ? cause
                : new QuicException(channel.isTimedOut() ? "the peer has fallen silent" : "connection closed");
    }

    @Override
    public void drain() {
        if (channel.eventLoop().inEventLoop()) {
            draining = true;
            closeIfDrained();
        } else {
            channel.eventLoop().execute(this::drain);
        }
    }

    private void closeIfDrained() {
        if (draining && streams.count() == 0 && failure == null) {
            end(new QuicException("connection closed in good order"));
            channel.close();
        }
    }

    @Override
    public Duration roundTrip() {
        return roundTrip;
    }

    /** Takes note of what the connection measures. */
    /** Returns the codec's latest estimate in nanoseconds. Event loop only. */
    long roundTripNow() {
        Future<QuicConnectionPathStats> stats = channel.collectPathStats(0); // done at once, on the event loop
        return stats.isSuccess() ? stats.getNow().rtt() : roundTrip.toNanos();
    }

    void roundTrip(Duration measured) {
        roundTrip = measured;
    }

    @Override
    public int streamCount() {
        return streams.count();
    }

    @Override
    public int streamsOpened() {
        return streams.opened();
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }
}
