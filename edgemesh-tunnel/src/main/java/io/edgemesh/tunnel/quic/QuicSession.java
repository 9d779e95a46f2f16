package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamSession;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one QUIC connection: the last handler of its channel's pipeline.
 *
 * <p>Streams that the peer opens wait, within its limit of streams, until {@link #serve}. Streams of
 * ours beyond what the peer allows wait for it to allow more. <b>Threads:</b> those of the
 * interface from any, the rest on the event loop.
 */
final class QuicSession extends ChannelInboundHandlerAdapter implements StreamSession {
    private final QuicChannel channel;
    private final QuicLimits limits;
    private final QuicTraffic traffic;
    private final Queue<QuicStreamChannel> unserved = new ArrayDeque<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // set before anything is served
    private ChannelHandler inboundHandler;

    private boolean serving;
    private boolean draining;
    private volatile int opened; // these are written by the event loop alone
    private volatile int streamCount;
    private volatile Duration roundTrip = Duration.ZERO;
    private volatile @Nullable Throwable failure;

    /** A stream of ours that the peer has no room for yet. */
    private record Waiting(ChannelHandler handler, Promise<StreamChannel> promise) {}

    QuicSession(QuicChannel channel, QuicLimits limits) {
        this.channel = channel;
        this.limits = limits;
        this.traffic = new QuicTraffic(channel);
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
            open(new Waiting(handler, promise));
        } else {
            channel.eventLoop().execute(() -> open(new Waiting(handler, promise)));
        }
        return promise;
    }

    private void open(Waiting wanted) {
        if (failure != null || draining) {
            wanted.promise.tryFailure(new QuicException("no new streams: the connection is ending"));
        } else if (streamCount + waiting.size() >= limits.maxStreams()) {
            wanted.promise.tryFailure(
                    new QuicException("connection carries " + limits.maxStreams() + " streams, its limit"));
        } else {
            waiting.add(wanted);
            openWaiting();
        }
    }

    private void openWaiting() {
        while (!waiting.isEmpty() && channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0) {
            create(waiting.remove());
        }
    }

    private void create(Waiting wanted) {
        opened++;
        streamCount++;
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel wire) {
                        wanted.promise.trySuccess(attach(wire, wanted.handler));
                    }
                })
                .addListener(created -> {
                    if (!created.isSuccess()) {
                        streamCount--;
                        wanted.promise.tryFailure(created.cause());
                    }
                });
    }

    private QuicStream attach(QuicStreamChannel wire, ChannelHandler handler) {
        wire.config().setAutoRead(false);
        wire.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        QuicStream stream = new QuicStream(wire, this);
        stream.pipeline().addLast(handler);
        wire.pipeline().addLast(new QuicWire(stream));
        traffic.began(stream);
        return stream;
    }

    private void accept(QuicStreamChannel wire) {
        opened++;
        streamCount++;
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
            openWaiting();
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
            waiting.forEach(wanted -> wanted.promise.tryFailure(cause));
            waiting.clear();
            unserved.clear();
        }
    }

    /** A stream has closed. */
    void closed(QuicStream stream) {
        traffic.ended(stream);
        streamCount--;
        closeIfDrained();
    }

    QuicTraffic traffic() {
        return traffic;
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
        if (draining && streamCount == 0 && failure == null) {
            end(new QuicException("connection closed in good order"));
            channel.close();
        }
    }

    @Override
    public Duration roundTrip() {
        return roundTrip;
    }

    /** Takes note of what the connection measures. */
    void roundTrip(Duration measured) {
        roundTrip = measured;
    }

    @Override
    public int streamCount() {
        return streamCount;
    }

    @Override
    public int streamsOpened() {
        return opened;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }
}
