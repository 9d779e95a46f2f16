/**
 * Which implementation of ChaCha20-Poly1305, X25519 and Ed25519 does the work.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.crypto.CryptoProviders#best}. The JDK's own are always there; Conscrypt, whose
 * native code is several times as fast, is used where its jar is on the class path and its library loads. Nothing here
 * knows of libp2p.
 */
@NullMarked
package io.edgemesh.tunnel.crypto;

import org.jspecify.annotations.NullMarked;
