package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamSession;
import io.edgemesh.tunnel.multistream.Multistream;
import io.edgemesh.tunnel.multistream.NegotiationListener;
import io.edgemesh.tunnel.pnet.PrivateNetworkHandler;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.edgemesh.tunnel.yamux.YamuxConfig;
import io.edgemesh.tunnel.yamux.YamuxSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One channel on its way to being a connection. Event loop only.
 *
 * <pre>
 *   SECURITY --agreed--> HANDSHAKE --done, muxer unsettled--> MUXER --agreed--> connection
 *                                 \--done, muxer settled-------------------/
 *   any --time-out, failure, close, cancelled--> channel closed
 * </pre>
 */
final class Upgrade {
    private static final List<String> MUXERS = List.of(YamuxSession.PROTOCOL_ID);

    private final Upgrader host;
    private final Channel channel;
    private final UpgradeRequest request;
    private final Promise<Connection> promise;
    private UpgradeStage stage = UpgradeStage.SECURITY;

    Upgrade(Upgrader host, Channel channel, UpgradeRequest request, Promise<Connection> promise) {
        this.host = host;
        this.channel = channel;
        this.request = request;
        this.promise = promise;
    }

    void start() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false); // a connection needs both directions
        if (!request.dialled() && !admitted()) {
            return;
        }
        watch();
        if (host.swarmSecret != null) {
            channel.pipeline()
                    .addLast(new PrivateNetworkHandler(host.swarmSecret, host.random, Multistream.greeting()));
        }
        List<String> ids =
                host.security.stream().map(SecureTransport::protocolId).toList();
        negotiate(ids, this::secure);
    }

    private boolean admitted() {
        try {
            Runnable settled = host.admit(channel, channel.remoteAddress());
            promise.addListener(done -> settled.run());
            return true;
        } catch (ConnectionLimitException full) {
            fail(full);
            return false;
        }
    }

    /** Sees to it that the promise is kept: in time, when the channel closes, and not after it was cancelled. */
    private void watch() {
        SocketAddress origin = channel.remoteAddress(); // unknown once it is closed
        Future<?> timer = channel.eventLoop()
                .schedule(
                        () -> fail(stage.timedOut(request.timeout(), host.swarmSecret != null)),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        // Later, so that whoever closes the channel for a reason can say it first.
        channel.closeFuture()
                .addListener(closed ->
                        channel.eventLoop().execute(() -> fail(stage.interrupted(host.swarmSecret != null, null))));
        promise.addListener(done -> {
            timer.cancel(false);
            if (!done.isSuccess()) {
                channel.close();
                if (!request.dialled()) {
                    host.inboundFailed(String.valueOf(origin), done.cause());
                }
            }
        });
    }

    private void negotiate(List<String> ids, Consumer<String> next) {
        NegotiationListener outcome = new NegotiationListener() {
            @Override
            public void agreed(String protocolId) {
                next.accept(protocolId);
            }

            @Override
            public void failed(Throwable cause) {
                fail(stage.explain(cause, ids, host.swarmSecret != null));
            }
        };
        channel.pipeline()
                .addLast(
                        request.initiator()
                                ? Multistream.dial(ids, request.timeout(), outcome)
                                : Multistream.listen(ids::contains, true, request.timeout(), outcome));
    }

    private void secure(String protocolId) {
        stage = UpgradeStage.HANDSHAKE;
        SecurityRequest handshake =
                new SecurityRequest(request.initiator(), request.expectedPeer(), MUXERS, request.timeout());
        transport(protocolId).secure(channel, handshake).addListener((Future<SecuredPeer> done) -> {
            if (done.isSuccess()) {
                multiplex(done.getNow());
            } else {
                fail(done.cause());
            }
        });
    }

    private SecureTransport transport(String protocolId) {
        return host.security.stream()
                .filter(candidate -> candidate.protocolId().equals(protocolId))
                .findFirst()
                .orElseThrow();
    }

    private void multiplex(SecuredPeer peer) {
        if (peer.muxer() != null) {
            connect(peer);
        } else {
            stage = UpgradeStage.MUXER;
            negotiate(MUXERS, agreed -> connect(peer));
        }
    }

    private void connect(SecuredPeer peer) {
        if (!promise.setUncancellable()) {
            return; // given up meanwhile; the channel is closing
        }
        try {
            promise.trySuccess(host.connect(channel, peer.peerId(), request, this::session));
        } catch (HostException refusal) {
            fail(refusal);
        }
    }

    private StreamSession session(ChannelHandler inbound) {
        YamuxSession session = new YamuxSession(request.initiator(), YamuxConfig.DEFAULT, host.memory, inbound);
        channel.pipeline().addLast(session);
        return session;
    }

    private void fail(Throwable cause) {
        promise.tryFailure(cause);
        channel.close();
    }
}
