/**
 * The host: this node as a member of the network, with connections to peers and streams to their protocols.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.host.Libp2pHost}. What it hands out is {@link
 * io.edgemesh.tunnel.host.Connection}, however the peer is reached; a new way of reaching peers is a {@link
 * io.edgemesh.tunnel.host.PeerTransport}. Transports that yield a plain byte channel (a socket, a WebSocket, a stream
 * through a relay) have it secured and multiplexed by the {@link io.edgemesh.tunnel.host.Upgrader}:
 *
 * <pre>
 *   byte channel -> [swarm secret] -> multistream -> Noise or TLS -> (multistream) -> yamux = Connection
 * </pre>
 */
@NullMarked
package io.edgemesh.tunnel.host;

import org.jspecify.annotations.NullMarked;
