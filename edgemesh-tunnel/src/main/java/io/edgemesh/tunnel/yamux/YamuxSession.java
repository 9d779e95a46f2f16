package io.edgemesh.tunnel.yamux;

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

    private final YamuxConfig config;
    private final StreamTable streams;
    private final StreamOpener opener;
    private final SessionLife life;
    private final ReceiveMemory memory;
    private final Settlement settlement = new Settlement(this);
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

    /**
     * Creates the session of one connection.
     *
     * @param initiator      whether this side dialled; the two sides must differ
     * @param memory         what all sessions of the host may hold together
     * @param inboundHandler added to the pipeline of every stream that the remote opens; sharable
     */
    public YamuxSession(boolean initiator, YamuxConfig config, YamuxMemory memory, ChannelHandler inboundHandler) {
        this.config = config;
        streams = new StreamTable(initiator);
        life = new SessionLife(this, streams);
        opener = new StreamOpener(this, life, streams, config, inboundHandler);
        this.memory = new ReceiveMemory(config, memory, streams);
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
            opener.open(handler, promise);
        } else {
            ctx.executor().execute(() -> opener.open(handler, promise));
        }
        return promise;
    }

    @Override
    public void drain() {
        if (ctx.executor().inEventLoop()) {
            life.drain();
        } else {
            ctx.executor().execute(life::drain);
        }
    }

    /** Smoothed time from a ping to its answer; zero until the first has come. */
    @Override
    public Duration roundTrip() {
        return Duration.ofNanos(heartbeat.roundTripNanos());
    }

    @Override
    public int streamCount() {
        return opener.open();
    }

    @Override
    public int streamsOpened() {
        return opener.opened();
    }

    @Override
    public @Nullable Throwable failure() {
        return life.failure();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        writer = new FrameWriter(ctx);
        scheduler = new SendScheduler(writer, config.maxPending());
        heartbeat = new Heartbeat(ctx.executor(), writer, config, life::fail);
        decoder = new FrameDecoder(new FrameDispatcher(opener, life, streams, writer, heartbeat));
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
        settlement.burstBegins();
        writer.readBurstBegins();
        heartbeat.heard();
        try {
            decoder.decode(bytes);
        } catch (YamuxProtocolException violation) {
            life.violated(violation);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        settlement.burstEnds();
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
        life.lost(new GoAwayException("connection closed"));
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        life.lost(new GoAwayException("connection is no longer multiplexed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        life.fail(cause);
    }

    /** Takes in nothing more, and resets all streams. */
    void stop(Throwable cause) {
        decoder.stop();
        heartbeat.stop();
        scheduler.clear();
        StreamResetException lost = StreamResetException.connectionLost(cause);
        for (YamuxStream stream : streams.snapshot()) {
            stream.lose(lost);
        }
    }

    /** Tells the remote, if it still listens, and closes the connection. */
    void hangUp(int code) {
        writer.goAway(code);
        ctx.close();
    }

    Channel channel() {
        return ctx.channel();
    }

    YamuxConfig config() {
        return config;
    }

    StreamTable streams() {
        return streams;
    }

    StreamOpener opener() {
        return opener;
    }

    ReceiveMemory memory() {
        return memory;
    }

    Settlement settlement() {
        return settlement;
    }

    Heartbeat heartbeat() {
        return heartbeat;
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
}
