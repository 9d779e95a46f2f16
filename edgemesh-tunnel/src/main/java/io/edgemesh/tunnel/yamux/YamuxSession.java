package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.MemoryBudget;
import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.StreamSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection into streams. The last handler of the connection's pipeline; each stream is a channel with a
 * pipeline of its own on the same event loop.
 *
 * <p><b>Threads:</b> {@link #open}, {@link #drain}, {@link #roundTrip} and {@link #streamCount} from any; all else on the
 * connection's event loop. <b>Failure:</b> when the remote breaks the rules, falls silent or the connection is lost, every
 * stream ends with a {@link StreamResetException} and the connection is closed; {@link #failure} says why.
 */
public final class YamuxSession extends ChannelInboundHandlerAdapter implements StreamSession {
    /** The protocol's id in negotiations. */
    public static final String PROTOCOL_ID = "/yamux/1.0.0";

    private static final int GO_AWAY_NORMAL = 0;
    private static final int GO_AWAY_PROTOCOL_ERROR = 1;

    private final YamuxConfig config;
    private final MemoryBudget growth;
    private final MemoryBudget unread;
    private final ChannelHandler inboundHandler;
    private final StreamTable streams;
    private final FramePayload payload = new FramePayload();

    @SuppressWarnings("NullAway.Init") // these come with the channel, in handlerAdded
    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init")
    private FrameWriter writer;

    @SuppressWarnings("NullAway.Init")
    private SendScheduler scheduler;

    @SuppressWarnings("NullAway.Init")
    private Heartbeat heartbeat;

    @SuppressWarnings("NullAway.Init")
    private FrameDecoder decoder;

    private List<YamuxStream> touched = new ArrayList<>();
    private List<YamuxStream> settling = new ArrayList<>();
    private boolean inBurst;
    private boolean settleScheduled;
    private boolean draining;
    private boolean remoteGone;
    private volatile int sequence; // written by the event loop alone
    private volatile int streamCount;
    private volatile @Nullable Throwable failure;

    /**
     * Creates the session of one connection.
     *
     * @param initiator      whether this side dialled; the two sides must differ
     * @param memory         what all sessions of the host may hold together
     * @param inboundHandler added to the pipeline of every stream that the remote opens; sharable
     */
    public YamuxSession(boolean initiator, YamuxConfig config, YamuxMemory memory, ChannelHandler inboundHandler) {
        this.config = config;
        this.growth = memory.growth().share(config.maxGrowthBytes());
        this.unread = memory.unread().share(config.maxUnreadBytes());
        this.inboundHandler = inboundHandler;
        this.streams = new StreamTable(initiator);
    }

    /**
     * Opens a stream. The remote hears of it with the first bytes written, so opening costs no round trip; an empty write
     * introduces a stream on which the remote shall speak first.
     *
     * @param handler added to the stream's pipeline before it becomes active
     * @return fails with {@link StreamLimitException} or {@link GoAwayException}
     */
    @Override
    public Future<StreamChannel> open(ChannelHandler handler) {
        Promise<StreamChannel> promise = ctx.executor().newPromise();
        if (ctx.executor().inEventLoop()) {
            open(handler, promise);
        } else {
            ctx.executor().execute(() -> open(handler, promise));
        }
        return promise;
    }

    @Override
    public void drain() {
        if (ctx.executor().inEventLoop()) {
            draining = true;
            closeIfDrained();
        } else {
            ctx.executor().execute(this::drain);
        }
    }

    /** Smoothed time from a ping to its answer; zero until the first has come. */
    @Override
    public Duration roundTrip() {
        return Duration.ofNanos(heartbeat.roundTripNanos());
    }

    @Override
    public int streamCount() {
        return streamCount;
    }

    @Override
    public int streamsOpened() {
        return sequence;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        writer = new FrameWriter(ctx);
        scheduler = new SendScheduler(writer, config.maxPending());
        heartbeat = new Heartbeat(ctx.executor(), writer, config, silence -> fail(silence, GO_AWAY_NORMAL));
        decoder = new FrameDecoder(new FrameDispatcher(this, streams, writer, heartbeat));
        if (ctx.channel().isActive()) {
            heartbeat.start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        heartbeat.start();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        inBurst = true;
        writer.readBurstBegins();
        heartbeat.heard();
        try {
            decoder.decode(bytes);
        } catch (YamuxProtocolException violation) {
            fail(violation, GO_AWAY_PROTOCOL_ERROR);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inBurst = false;
        settle();
        writer.readBurstEnds();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writer.writabilityChanged();
        if (writer.isWritable()) {
            scheduler.run();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.close(); // a session needs both directions
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(new GoAwayException("connection closed"));
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end(new GoAwayException("connection is no longer multiplexed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause, GO_AWAY_NORMAL);
    }

    Channel channel() {
        return ctx.channel();
    }

    YamuxConfig config() {
        return config;
    }

    FrameWriter writer() {
        return writer;
    }

    SendScheduler scheduler() {
        return scheduler;
    }

    FramePayload payload() {
        return payload;
    }

    long nowNanos() {
        return heartbeat.now();
    }

    long lowestRoundTripNanos() {
        return heartbeat.lowestRoundTripNanos();
    }

    ReceiveWindow newWindow() {
        return new ReceiveWindow(config.maxWindowBytes(), growth, nowNanos());
    }

    /** Makes a stream for a SYN of the remote; {@code null} when it is refused. */
    @Nullable
    YamuxStream accept(int streamId) {
        if (!streams.isRemoteId(streamId)) {
            throw new YamuxProtocolException("peer opened stream " + Integer.toUnsignedString(streamId)
                    + ", whose parity is ours: do both sides think they dialled?");
        }
        if (streams.find(streamId) != null) {
            throw new YamuxProtocolException("peer opened stream " + Integer.toUnsignedString(streamId) + " twice");
        }
        if (streams.pendingInbound() >= config.maxPending()) {
            settle(); // one burst may open more: those that are read already are accepted and wait no longer
        }
        if (draining || streams.size() >= config.maxStreams() || streams.pendingInbound() >= config.maxPending()) {
            writer.refuse(streamId);
            return null;
        }
        YamuxStream stream = new YamuxStream(this, nextId(), streamId);
        streams.addInbound(stream);
        register(stream, inboundHandler);
        return stream;
    }

    void introduce(YamuxStream stream) {
        streams.introduce(stream);
    }

    void accepted() {
        streams.accepted();
    }

    void acknowledged(YamuxStream stream) {
        if (stream.settleAcknowledgement()) {
            scheduler.acknowledged();
        }
    }

    void closed(YamuxStream stream) {
        streams.remove(stream);
        streamCount = streams.size();
        acknowledged(stream);
        closeIfDrained();
    }

    /** Notes that the stream has something to do when the burst of reads is over. */
    void touched(YamuxStream stream) {
        if (stream.touch()) {
            touched.add(stream);
            scheduleSettle();
        }
    }

    /** Makes room for unread bytes, at the expense of the stream that holds most; {@code false} when that is this one. */
    boolean reserveUnread(YamuxStream stream, int bytes) {
        while (!unread.tryReserve(bytes)) {
            YamuxStream largest = streams.largestReader();
            YamuxStream victim = largest == null || largest.input().unreadBytes() == 0 ? stream : largest;
            victim.fail(StreamResetException.byUs("stream reset: "
                    + victim.input().unreadBytes() + " bytes unread while the connection may hold " + unread.limit()));
            if (victim == stream) {
                return false;
            }
        }
        return true;
    }

    void releaseUnread(int bytes) {
        unread.release(bytes);
    }

    void remoteGoesAway(long code) {
        remoteGone = true;
        if (code != GO_AWAY_NORMAL) {
            fail(GoAwayException.fromPeer(code), GO_AWAY_NORMAL);
        }
    }

    private void open(ChannelHandler handler, Promise<StreamChannel> promise) {
        RuntimeException refusal = refusal();
        if (refusal != null) {
            promise.setFailure(refusal);
            return;
        }
        YamuxStream stream = new YamuxStream(this, nextId(), FrameHeader.SESSION);
        streams.addOutbound(stream);
        register(stream, handler);
        promise.setSuccess(stream);
    }

    private @Nullable RuntimeException refusal() {
        if (failure != null || draining || remoteGone) {
            return new GoAwayException("no new streams: the connection is ending");
        }
        if (streams.size() >= config.maxStreams()) {
            return new StreamLimitException("connection carries " + streams.size() + " streams, its limit");
        }
        return streams.exhausted() ? new StreamLimitException("connection has used up its stream ids") : null;
    }

    private void register(YamuxStream stream, ChannelHandler handler) {
        streamCount = streams.size();
        stream.pipeline().addLast(handler);
        ctx.channel().eventLoop().register(stream);
    }

    private YamuxStreamId nextId() {
        int next = sequence;
        sequence = next + 1;
        return new YamuxStreamId(ctx.channel().id(), next);
    }

    private void settle() {
        settleScheduled = false;
        if (!settling.isEmpty()) {
            return; // called from within, by an event loop that runs tasks inside of others
        }
        List<YamuxStream> round = touched;
        touched = settling;
        settling = round;
        for (int i = 0; i < round.size(); i++) {
            round.get(i).settle();
        }
        round.clear();
        if (!touched.isEmpty()) {
            scheduleSettle(); // what the streams asked for meanwhile, after others had their turn
        }
    }

    private void scheduleSettle() {
        if (!inBurst && !settleScheduled) {
            settleScheduled = true;
            ctx.executor().execute(this::settle);
        }
    }

    private void closeIfDrained() {
        if (draining && failure == null && streams.size() == 0) {
            fail(new GoAwayException("connection closed in good order"), GO_AWAY_NORMAL);
        }
    }

    private void fail(Throwable cause, int code) {
        if (failure == null) {
            end(cause);
            writer.goAway(code);
            ctx.close();
        }
    }

    private void end(Throwable cause) {
        if (failure != null) {
            return;
        }
        failure = cause;
        decoder.stop();
        heartbeat.stop();
        scheduler.clear();
        StreamResetException lost = StreamResetException.connectionLost(cause);
        for (YamuxStream stream : streams.snapshot()) {
            stream.lose(lost);
        }
    }
}
