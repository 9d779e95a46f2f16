package io.edgemesh.tunnel.quic;

import java.time.Duration;

/**
 * How much one connection may hold and how it notices that the peer is gone.
 *
 * @param maxStreams        streams of each direction at once
 * @param streamWindowBytes what may be sent on a new stream before it is read
 * @param maxUnreadBytes    what all streams may hold unread, before those that nobody reads are reset
 * @param silence           how long a peer may say nothing before the connection is given up
 */
record QuicLimits(int maxStreams, long streamWindowBytes, long maxUnreadBytes, Duration silence) {
    /** What fits through every network that carries IPv6, headers aside; a tunnel in the way leaves no more. */
    static final int PACKET_BYTES = 1232;

    /** The most that a stream's window grows to; the codec has no setting for it. */
    static final long MAX_STREAM_WINDOW_BYTES = 16 << 20;

    /**
     * What a peer may send on a connection in all: no bound. The codec renews such an allowance only while less than half of
     * it is unread, so with a bound a stream that nobody reads would in the end hold up all others.
     */
    static final long CONNECTION_WINDOW_BYTES = 1L << 60;

    /**
     * 4096 streams; windows that begin at 256 KiB and grow to 16 MiB while they hold back a reader, as the codec has it;
     * 64 MiB unread; 20 s of silence.
     */
    static final QuicLimits DEFAULT = new QuicLimits(4096, 256 << 10, 64 << 20, Duration.ofSeconds(20));
}
