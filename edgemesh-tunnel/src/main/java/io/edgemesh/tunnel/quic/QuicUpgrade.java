package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.UpgradeRequest;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.security.HandshakeException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import io.edgemesh.tunnel.tls.TlsIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One QUIC connection on its way to being the host's: the handshake, who the peer is, and, in a private network, the proof
 * that both hold its secret. Whatever goes wrong closes it and fails the promise. Event loop only.
 */
final class QuicUpgrade extends ChannelInboundHandlerAdapter {
    private final Libp2pHost host;
    private final QuicLimits limits;
    private final UpgradeRequest request;
    private final SecureRandom random;
    private final Promise<Connection> promise;
    private @Nullable Throwable seen; // what will have been the reason when the channel closes

    QuicUpgrade(
            Libp2pHost host,
            QuicLimits limits,
            UpgradeRequest request,
            SecureRandom random,
            Promise<Connection> promise) {
        this.host = host;
        this.limits = limits;
        this.request = request;
        this.random = random;
        this.promise = promise;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        QuicChannel channel = (QuicChannel) ctx.channel();
        SocketAddress origin = Objects.requireNonNull(channel.remoteSocketAddress());
        watch(channel, origin);
        if (!request.dialled()) {
            admit(channel, origin);
        }
    }

    private void watch(QuicChannel channel, SocketAddress origin) {
        Future<?> timer = channel.eventLoop()
                .schedule(
                        () -> fail(
                                channel,
                                new QuicException("peer did not complete the handshake within "
                                        + request.timeout().toMillis() + " ms")),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        promise.addListener(done -> {
            timer.cancel(false);
            if (!done.isSuccess()) {
                channel.close();
                if (!request.dialled()) {
                    host.upgrader().inboundFailed(origin, done.cause());
                }
            }
        });
    }

    private void admit(QuicChannel channel, SocketAddress origin) {
        try {
            Runnable settled = host.upgrader().admit(channel, origin);
            promise.addListener(done -> settled.run());
        } catch (RuntimeException full) {
            fail(channel, full);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        QuicChannel channel = (QuicChannel) ctx.channel();
        try {
            PeerId peer = TlsIdentity.peerIn(
                    Objects.requireNonNull(channel.sslEngine()).getSession());
            PeerId expected = request.expectedPeer();
            if (expected != null && !expected.equals(peer)) {
                throw new PeerIdMismatchException(expected, peer);
            }
            QuicSession session = new QuicSession(channel, limits);
            ctx.pipeline().addLast(session);
            prove(channel, peer, session);
        } catch (RuntimeException refusal) {
            fail(channel, refusal);
        }
    }

    private void prove(QuicChannel channel, PeerId peer, QuicSession session) {
        SwarmSecret secret = host.swarmSecret();
        if (secret == null) {
            connect(channel, peer, session);
            return;
        }
        Promise<Void> proven = channel.eventLoop().newPromise();
        proven.addListener(done -> {
            if (done.isSuccess()) {
                connect(channel, peer, session);
            } else {
                refuse(channel, done.cause());
            }
        });
        new SwarmGate(secret, host.peerId(), random, request.timeout())
                .pass(session, peer, request.initiator(), proven);
    }

    private void connect(QuicChannel channel, PeerId peer, QuicSession session) {
        if (!promise.setUncancellable()) {
            return; // given up meanwhile; the channel is closing
        }
        try {
            connection(channel, peer, session);
        } catch (RuntimeException full) {
            fail(channel, full);
        }
    }

    private void connection(QuicChannel channel, PeerId peer, QuicSession session) {
        UpgradeRequest known = request.between(
                QuicAddresses.of(channel.localSocketAddress()), QuicAddresses.of(channel.remoteSocketAddress()));
        Connection connection = host.upgrader().connect(channel, peer, known, inbound -> {
            session.servedBy(inbound);
            return session;
        });
        channel.pipeline().remove(this);
        channel.pipeline().addLast(new QuicFarewell(session));
        QuicHeartbeat.begin(channel, session, connection, limits.silence());
        UnreadWatch.of(channel).add(channel, session.streams());
        session.serve();
        promise.trySuccess(connection);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicConnectionCloseEvent close) {
            seen = QuicException.closedByPeer(close);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        seen = cause instanceof SSLException
                ? new HandshakeException("the TLS handshake failed: " + root(cause), cause)
                : new QuicException("the QUIC handshake failed: " + cause.getMessage());
    }

    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(
                (QuicChannel) ctx.channel(),
                seen != null ? seen : new QuicException("the connection was closed during the handshake"));
        ctx.fireChannelInactive();
    }

    /** Tells the peer that it is its secret which keeps it out. */
    private void refuse(QuicChannel channel, Throwable cause) {
        ByteBuf reason = Unpooled.copiedBuffer("private network", StandardCharsets.US_ASCII);
        channel.close(true, QuicException.PRIVATE_NETWORK, reason, channel.newPromise());
        fail(channel, seen == null ? cause : seen);
    }

    private void fail(QuicChannel channel, Throwable cause) {
        promise.tryFailure(cause);
        channel.close();
    }
}
