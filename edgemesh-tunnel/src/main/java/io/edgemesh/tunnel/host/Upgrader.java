package io.edgemesh.tunnel.host;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.MemoryBudget;
import io.edgemesh.tunnel.StreamSession;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.yamux.YamuxMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections of byte channels: the swarm's secret, security, streams. Serves every transport that has none of its
 * own, relayed connections among them.
 *
 * <p><b>Threads:</b> any.
 */
public final class Upgrader {
    final PeerId ownId;
    final List<SecureTransport> security;
    final @Nullable SwarmSecret swarmSecret;
    final SecureRandom random;
    final Clock clock;
    final HostLimits limits;
    final YamuxMemory memory;
    final ProtocolRegistry protocols;
    final ConnectionRegistry connections;
    final Admission admission;
    final FailureLog failures;
    final SocketAddressing addressing;

    Upgrader(HostBuilder builder, ProtocolRegistry protocols, ConnectionRegistry connections) {
        this.ownId = builder.ownId();
        this.security = builder.security();
        this.swarmSecret = builder.swarmSecret();
        this.random = builder.random();
        this.clock = builder.clock();
        this.limits = builder.limits();
        this.addressing = builder.addressing();
        this.memory = YamuxMemory.of(limits.maxGrowthBytes(), limits.maxUnreadBytes());
        this.protocols = protocols;
        this.connections = connections;
        this.admission = new Admission(limits);
        this.failures = new FailureLog(clock);
    }

    /**
     * Makes a connection of a channel that is active, or is about to be.
     *
     * <p>The channel belongs to the upgrader from now on: it is closed on failure. Handlers are added last to its pipeline.
     * To miss no byte, call it on the channel's event loop before the channel reads. Cancelling the future gives up.
     *
     * @return the connection, known to the host already; fails with {@link UpgradeException}, {@link
     *     ConnectionLimitException}, or what the secret and security layers say
     */
    public Future<Connection> upgrade(Channel channel, UpgradeRequest request) {
        Promise<Connection> promise = channel.eventLoop().newPromise();
        if (channel.eventLoop().inEventLoop()) {
            upgrade(channel, request, promise);
        } else {
            channel.eventLoop().execute(() -> upgrade(channel, request, promise));
        }
        return promise;
    }

    void upgrade(Channel channel, UpgradeRequest request, Promise<Connection> promise) {
        new Upgrade(this, channel, request, promise).start();
    }

    /**
     * Counts a channel that somebody opened to us, for a transport that secures connections itself.
     *
     * @param origin where it comes from
     * @return to be run once, when it is a connection or has failed to become one
     * @throws ConnectionLimitException if it may not come in; the caller closes it
     */
    public Runnable admit(Channel channel, SocketAddress origin) {
        return admission.admit(channel, origin);
    }

    /** What all connections may hold of bytes that have arrived and nobody has read; transports with streams of their own count theirs. */
    public MemoryBudget unreadBytes() {
        return memory.unread();
    }

    /** Logs that a channel that somebody opened to us became no connection. */
    public void inboundFailed(Object origin, Throwable cause) {
        failures.inboundFailed(origin, cause);
    }

    /**
     * Makes a connection of a channel that is secured, by whatever way, and known to lead to {@code peer}. To be called on
     * its event loop.
     *
     * @param request has both addresses, or leaves them to be derived from the channel's
     * @param session puts streams on the channel: made of the handler for streams that the peer opens, and from then on
     *                ready for both kinds
     * @return the connection, known to the host
     * @throws ConnectionLimitException if there are too many; the caller closes the channel
     * @throws UpgradeException if the peer is this node itself; likewise
     */
    public Connection connect(
            Channel channel, PeerId peer, UpgradeRequest request, Function<ChannelHandler, StreamSession> session) {
        if (peer.equals(ownId)) {
            throw new UpgradeException("the address leads back to this node", null);
        }
        AtomicReference<Connection> connection = new AtomicReference<>();
        StreamSession streams = session.apply(
                new InboundStreams(protocols, limits.negotiationTimeout(), () -> requireNonNull(connection.get())));
        MuxedConnection made = new MuxedConnection(
                channel,
                streams,
                peer,
                address(request.localAddress(), channel.localAddress()),
                address(request.remoteAddress(), channel.remoteAddress()),
                request,
                clock.instant(),
                limits.negotiationTimeout());
        connection.set(made);
        connections.add(made);
        IdleWatch.begin(channel, streams, limits.idleTimeout());
        return made;
    }

    private Multiaddr address(@Nullable Multiaddr given, SocketAddress socket) {
        return given != null ? given : addressing.toMultiaddr(socket);
    }
}
