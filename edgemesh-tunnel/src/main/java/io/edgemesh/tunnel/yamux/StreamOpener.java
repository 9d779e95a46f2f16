package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * How streams of a session come about, and go: ours as long as the session goes on, the remote's as long as it is not drained,
 * both within their limits. On the connection's event loop; the counts are for any thread.
 */
final class StreamOpener {
    private final YamuxSession session;
    private final SessionLife life;
    private final StreamTable streams;
    private final YamuxConfig config;
    private final ChannelHandler inboundHandler;
    private volatile int opened; // written by the event loop alone
    private volatile int open; // likewise

    StreamOpener(
            YamuxSession session,
            SessionLife life,
            StreamTable streams,
            YamuxConfig config,
            ChannelHandler inboundHandler) {
        this.session = session;
        this.life = life;
        this.streams = streams;
        this.config = config;
        this.inboundHandler = inboundHandler;
    }

    /** Streams open now. */
    int open() {
        return open;
    }

    /** Streams opened so far. */
    int opened() {
        return opened;
    }

    /** Makes a stream of ours, of which the remote hears when there is something to say. */
    void open(ChannelHandler handler, Promise<StreamChannel> promise) {
        RuntimeException refusal = refusal();
        if (refusal != null) {
            promise.setFailure(refusal);
            return;
        }
        YamuxStream stream = new YamuxStream(session, nextId(), FrameHeader.SESSION);
        streams.addOutbound(stream);
        register(stream, handler);
        promise.setSuccess(stream);
    }

    private @Nullable RuntimeException refusal() {
        if (!life.opensStreams()) {
            return new GoAwayException("no new streams: the connection is ending");
        }
        if (streams.size() >= config.maxStreams()) {
            return new StreamLimitException("connection carries " + streams.size() + " streams, its limit");
        }
        return streams.exhausted() ? new StreamLimitException("connection has used up its stream ids") : null;
    }

    /** Makes a stream for a SYN of the remote; {@code null} when it is refused. */
    @Nullable
    YamuxStream accept(int streamId) {
        requireNew(streamId);
        if (streams.pendingInbound() >= config.maxPending()) {
            session.settlement()
                    .settle(); // one burst may open more: those read already are accepted and wait no longer
        }
        if (life.draining()
                || streams.size() >= config.maxStreams()
                || streams.pendingInbound() >= config.maxPending()) {
            session.writer().refuse(streamId);
            return null;
        }
        YamuxStream stream = new YamuxStream(session, nextId(), streamId);
        streams.addInbound(stream);
        register(stream, inboundHandler);
        return stream;
    }

    private void requireNew(int streamId) {
        if (!streams.isRemoteId(streamId)) {
            throw new YamuxProtocolException("peer opened stream " + Integer.toUnsignedString(streamId)
                    + ", whose parity is ours: do both sides think they dialled?");
        }
        if (streams.find(streamId) != null) {
            throw new YamuxProtocolException("peer opened stream " + Integer.toUnsignedString(streamId) + " twice");
        }
    }

    private YamuxStreamId nextId() {
        int next = opened;
        opened = next + 1;
        return new YamuxStreamId(session.channel().id(), next);
    }

    private void register(YamuxStream stream, ChannelHandler handler) {
        open = streams.size();
        stream.pipeline().addLast(handler);
        session.channel().eventLoop().register(stream);
    }

    /** The remote has heard of a stream of ours, or never will. */
    void acknowledged(YamuxStream stream) {
        if (stream.settleAcknowledgement()) {
            session.scheduler().acknowledged();
        }
    }

    void closed(YamuxStream stream) {
        streams.remove(stream);
        open = streams.size();
        acknowledged(stream);
        life.streamClosed();
    }
}
