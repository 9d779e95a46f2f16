package io.edgemesh.tunnel.noise;

/** How Noise messages lie on the wire: two bytes of length, and that many bytes. */
final class NoiseFrame {
    static final int PREFIX_LENGTH = 2;
    static final int MAX_LENGTH = 0xffff;

    /**
     * How much goes into a frame we write: as much as a yamux frame holds, which is then neither joined with others nor
     * out of the processor's caches when it is sent. Frames of 64 KiB are slower (docs/benchmarks/libp2p.md).
     */
    static final int WRITTEN_PLAIN_LENGTH = 16 * 1024;

    private NoiseFrame() {}
}
