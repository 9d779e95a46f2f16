package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.yamux.YamuxConfig;
import java.time.Duration;

/**
 * What a host takes upon itself.
 *
 * @param maxConnections        connections in all
 * @param maxConnectionsPerPeer connections with one peer
 * @param maxPendingInbound     connections of others that are not secured and multiplexed yet
 * @param maxInboundPerAddress  connections of others from one IP address; behind a carrier's NAT many nodes share one
 * @param upgradeTimeout        from a channel to a connection, when others dial
 * @param dialTimeout           from nothing to a connection, when we dial
 * @param negotiationTimeout    until a stream's protocol is settled
 * @param idleTimeout           how long a connection without streams is kept; zero for ever
 * @param maxGrowthBytes        see {@link io.edgemesh.tunnel.yamux.YamuxMemory}, all connections together
 * @param maxUnreadBytes        likewise; QUIC connections count too
 * @param yamux                 limits of one connection
 */
public record HostLimits(
        int maxConnections,
        int maxConnectionsPerPeer,
        int maxPendingInbound,
        int maxInboundPerAddress,
        Duration upgradeTimeout,
        Duration dialTimeout,
        Duration negotiationTimeout,
        Duration idleTimeout,
        long maxGrowthBytes,
        long maxUnreadBytes,
        YamuxConfig yamux) {
    /** 4096 connections, 8 a peer, 256 in the making, 1024 from one address; ten seconds for each wait; no idle close. */
    public static final HostLimits DEFAULT = new HostLimits(
            4096,
            8,
            256,
            1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ZERO,
            256L << 20,
            256L << 20,
            YamuxConfig.DEFAULT);

    /** The same with other bounds on connections. */
    public HostLimits withConnections(int total, int perPeer, int pendingInbound, int inboundPerAddress) {
        return new HostLimits(
                total,
                perPeer,
                pendingInbound,
                inboundPerAddress,
                upgradeTimeout,
                dialTimeout,
                negotiationTimeout,
                idleTimeout,
                maxGrowthBytes,
                maxUnreadBytes,
                yamux);
    }

    /** The same with other bounds on what all connections hold together. */
    public HostLimits withMemory(long growthBytes, long unreadBytes) {
        return new HostLimits(
                maxConnections,
                maxConnectionsPerPeer,
                maxPendingInbound,
                maxInboundPerAddress,
                upgradeTimeout,
                dialTimeout,
                negotiationTimeout,
                idleTimeout,
                growthBytes,
                unreadBytes,
                yamux);
    }

    /** The same with other time-outs. */
    public HostLimits withTimeouts(Duration upgrade, Duration dial, Duration negotiation, Duration idle) {
        return new HostLimits(
                maxConnections,
                maxConnectionsPerPeer,
                maxPendingInbound,
                maxInboundPerAddress,
                upgrade,
                dial,
                negotiation,
                idle,
                maxGrowthBytes,
                maxUnreadBytes,
                yamux);
    }

    /** The same with other limits of one connection. */
    public HostLimits withYamux(YamuxConfig config) {
        return new HostLimits(
                maxConnections,
                maxConnectionsPerPeer,
                maxPendingInbound,
                maxInboundPerAddress,
                upgradeTimeout,
                dialTimeout,
                negotiationTimeout,
                idleTimeout,
                maxGrowthBytes,
                maxUnreadBytes,
                config);
    }
}
