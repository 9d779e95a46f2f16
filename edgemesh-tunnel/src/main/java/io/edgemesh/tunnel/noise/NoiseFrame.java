package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.Aead;

/** How Noise messages lie on the wire: two bytes of length, and that many bytes. */
final class NoiseFrame {
    static final int PREFIX_LENGTH = 2;
    static final int MAX_LENGTH = 0xffff;
    static final int MAX_PLAIN_LENGTH = MAX_LENGTH - Aead.TAG_LENGTH;

    private NoiseFrame() {}
}
