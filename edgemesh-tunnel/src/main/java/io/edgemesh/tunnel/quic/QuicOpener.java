package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.StreamChannel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.Queue;

/** Opens streams of ours, up to a limit; those beyond what the peer allows wait for it to allow more. Event loop only. */
final class QuicOpener {
    private final QuicSession session;
    private final QuicChannel channel;
    private final int maxStreams;
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /** A stream that the peer has no room for yet. */
    private record Waiting(ChannelHandler handler, Promise<StreamChannel> promise) {}

    QuicOpener(QuicSession session, QuicChannel channel, int maxStreams) {
        this.session = session;
        this.channel = channel;
        this.maxStreams = maxStreams;
    }

    void open(ChannelHandler handler, Promise<StreamChannel> promise) {
        if (!session.opensStreams()) {
            promise.tryFailure(new QuicException("no new streams: the connection is ending"));
        } else if (session.streamCount() + waiting.size() >= maxStreams) {
            promise.tryFailure(new QuicException("connection carries " + maxStreams + " streams, its limit"));
        } else {
            waiting.add(new Waiting(handler, promise));
            openWaiting();
        }
    }

    /** Opens those that wait, as far as the peer allows them now. */
    void openWaiting() {
        while (!waiting.isEmpty() && channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0) {
            create(waiting.remove());
        }
    }

    private void create(Waiting wanted) {
        channel.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel wire) {
                        wanted.promise.trySuccess(session.attach(wire, wanted.handler));
                    }
                })
                .addListener(created -> {
                    if (!created.isSuccess()) {
                        wanted.promise.tryFailure(created.cause());
                    }
                });
    }

    /** None that waits will come about. */
    void fail(Throwable cause) {
        waiting.forEach(wanted -> wanted.promise.tryFailure(cause));
        waiting.clear();
    }
}
