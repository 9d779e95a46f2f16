/**
 * QUIC version 1 as a way of reaching peers: security and streams are the transport's own.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.quic.QuicTransport}, where {@link io.edgemesh.tunnel.quic.QuicSupport} says that
 * Netty's codec is there. Layers:
 *
 * <pre>
 *   UDP socket {@code (QuicEndpoint)} -> packets to the codec they belong to {@code (QuicDemux)} -> QUIC connection
 *     -> handshake, identity, in a private network the secret {@code (QuicUpgrade, SwarmGate)}
 *     -> {@code QuicSession}, streams {@code (QuicStream)} = Connection
 * </pre>
 *
 * <p>The codec bounds what a stream holds unread, not what a connection does: {@code UnreadWatch}, at the socket, guesses that
 * from the {@code Traffic} of each.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">QUIC in libp2p</a>
 */
@NullMarked
package io.edgemesh.tunnel.quic;

import org.jspecify.annotations.NullMarked;
