package io.edgemesh.tunnel.yamux;

import io.netty.channel.ChannelConfig;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * How much is handed to a connection at once.
 *
 * <p>A connection that empties what it holds within two milliseconds is given more the next time: fewer system calls, and
 * above all fewer wake-ups of a receiver that is faster than the sender (measured: docs/benchmarks/libp2p.md). A slow one
 * gets what its channel was configured for, since whatever lies there stands before the next stream's first byte.
 */
final class Pace {
    private static final WriteBufferWaterMark FAST = new WriteBufferWaterMark(64 * 1024, 384 * 1024);
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ChannelConfig config;
    private final WriteBufferWaterMark configured;
    private final Ticker ticker;
    private long fullSinceNanos;

    Pace(ChannelConfig config, Ticker ticker) {
        this.config = config;
        this.configured = config.getWriteBufferWaterMark();
        this.ticker = ticker;
    }

    /** The connection takes no more. */
    void full() {
        fullSinceNanos = ticker.nanoTime();
    }

    /** The connection takes bytes again. */
    void drained() {
        WriteBufferWaterMark wanted = ticker.nanoTime() - fullSinceNanos < FAST_NANOS ? FAST : configured;
        if (config.getWriteBufferWaterMark() != wanted) {
            config.setWriteBufferWaterMark(wanted);
        }
    }
}
