package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.yamux.YamuxMemory;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
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
}
