package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamSession;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection on one channel, with a session that puts streams on it. */
final class MuxedConnection implements Connection {
    private final Channel channel;
    private final StreamSession session;
    private final PeerId peerId;
    private final Multiaddr localAddress;
    private final Multiaddr remoteAddress;
    private final UpgradeRequest request;
    private final Instant since;
    private final Duration negotiationTimeout;

    MuxedConnection(
            Channel channel,
            StreamSession session,
            PeerId peerId,
            Multiaddr localAddress,
            Multiaddr remoteAddress,
            UpgradeRequest request,
            Instant since,
            Duration negotiationTimeout) {
        this.channel = channel;
        this.session = session;
        this.peerId = peerId;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.request = request;
        this.since = since;
        this.negotiationTimeout = negotiationTimeout;
    }

    @Override
    public PeerId peerId() {
        return peerId;
    }

    @Override
    public Multiaddr remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Multiaddr localAddress() {
        return localAddress;
    }

    @Override
    public boolean relayed() {
        return request.relayed();
    }

    @Override
    public boolean dialled() {
        return request.dialled();
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public Duration roundTrip() {
        return session.roundTrip();
    }

    @Override
    public int streamCount() {
        return session.streamCount();
    }

    @Override
    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public Future<NegotiatedStream> openStream(List<String> protocolIds, StreamHandler handler) {
        Promise<NegotiatedStream> promise = eventLoop().newPromise();
        session.open(new OutboundStream(this, protocolIds, negotiationTimeout, handler, promise))
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        promise.tryFailure(opened.cause());
                    }
                });
        return promise;
    }

    @Override
    public Future<?> close(Duration patience) {
        if (patience.isZero()) {
            return channel.close();
        }
        session.drain();
        Future<?> deadline = eventLoop().schedule(() -> channel.close(), patience.toNanos(), TimeUnit.NANOSECONDS);
        return channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }

    @Override
    public Future<?> closeFuture() {
        return channel.closeFuture();
    }

    @Override
    public @Nullable Throwable failure() {
        return session.failure();
    }

    @Override
    public String toString() {
        return "Connection[" + peerId + (request.dialled() ? " at " : " from ") + remoteAddress + ']';
    }
}
