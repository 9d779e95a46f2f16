package io.edgemesh.tunnel.host;

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
        long maxUnreadBytes) {
    /** 4096 connections, 8 a peer, 256 in the making, 1024 from one address; ten seconds for each wait; no idle close. */
    public static final HostLimits DEFAULT = builder().build();

    /** Begins with the {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Limits in the making, each of them named as in {@link HostLimits}. */
    public static final class Builder {
        private int maxConnections = 4096;
        private int maxConnectionsPerPeer = 8;
        private int maxPendingInbound = 256;
        private int maxInboundPerAddress = 1024;
        private Duration upgradeTimeout = Duration.ofSeconds(10);
        private Duration dialTimeout = Duration.ofSeconds(10);
        private Duration negotiationTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ZERO;
        private long maxGrowthBytes = 256 << 20;
        private long maxUnreadBytes = 256 << 20;

        private Builder() {}

        public Builder maxConnections(int count) {
            maxConnections = count;
            return this;
        }

        public Builder maxConnectionsPerPeer(int count) {
            maxConnectionsPerPeer = count;
            return this;
        }

        public Builder maxPendingInbound(int count) {
            maxPendingInbound = count;
            return this;
        }

        public Builder maxInboundPerAddress(int count) {
            maxInboundPerAddress = count;
            return this;
        }

        public Builder upgradeTimeout(Duration timeout) {
            upgradeTimeout = timeout;
            return this;
        }

        public Builder dialTimeout(Duration timeout) {
            dialTimeout = timeout;
            return this;
        }

        public Builder negotiationTimeout(Duration timeout) {
            negotiationTimeout = timeout;
            return this;
        }

        public Builder idleTimeout(Duration timeout) {
            idleTimeout = timeout;
            return this;
        }

        public Builder maxGrowthBytes(long bytes) {
            maxGrowthBytes = bytes;
            return this;
        }

        public Builder maxUnreadBytes(long bytes) {
            maxUnreadBytes = bytes;
            return this;
        }

        public HostLimits build() {
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
                    maxUnreadBytes);
        }
    }
}
