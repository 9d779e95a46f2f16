/**
 * Securing a connection with the Noise protocol framework: pattern XX, Curve25519, ChaCha20-Poly1305, SHA-256.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.noise.NoiseTransport}. {@code NoiseHandshake} is the pattern itself, which knows
 * nothing of Netty nor libp2p; {@code NoiseHandshaker} takes it through a channel and proves the peer's identity;
 * {@code NoiseCipherHandler} encrypts and decrypts what is said afterwards.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 * @see <a href="https://noiseprotocol.org/noise.html">The Noise Protocol Framework</a>
 */
@NullMarked
package io.edgemesh.tunnel.noise;

import org.jspecify.annotations.NullMarked;
