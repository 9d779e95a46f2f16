package io.edgemesh.tunnel.quic;

import java.time.Duration;

/**
 * How much one connection may hold and how it notices that the peer is gone.
 *
 * @param maxStreams            streams of each direction at once
 * @param streamWindowBytes     what may be sent on a new stream before it is read
 * @param connectionWindowBytes likewise on all streams of a new connection together
 * @param silence               how long a peer may say nothing before the connection is given up
 */
record QuicLimits(int maxStreams, long streamWindowBytes, long connectionWindowBytes, Duration silence) {
    /** What fits through every network that carries IPv6, headers aside; a tunnel in the way leaves no more. */
    static final int PACKET_BYTES = 1232;

    /**
     * 4096 streams; windows that begin at 256 KiB a stream and 1 MiB a connection, and grow to 16 MiB and 24 MiB while they
     * hold back a reader, as the codec has it; 20 s of silence.
     */
    static final QuicLimits DEFAULT = new QuicLimits(4096, 256 << 10, 1 << 20, Duration.ofSeconds(20));
}
