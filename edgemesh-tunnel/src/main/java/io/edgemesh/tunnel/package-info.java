/**
 * Crossing networks: a libp2p stack on Netty, and the mesh protocols on top of it.
 *
 * <p>Layers from the ground up, each a package that knows only those before it: {@code multiformats}, {@code identity},
 * {@code pnet}, {@code multistream}, {@code security} with {@code noise} and {@code tls}, {@code yamux}, {@code host},
 * {@code identify} and {@code ping}, {@code quic} and {@code websocket}. This package holds what all of them share. Begin with {@code host}.
 */
@NullMarked
package io.edgemesh.tunnel;

import org.jspecify.annotations.NullMarked;
