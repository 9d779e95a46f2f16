/**
 * The transport named {@code libp2p}: endpoints of other nodes are reached through a tunnel to their node.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.transport.Libp2pTransportProvider}. A {@code Libp2pTransport} is one node: it has a
 * host, knows its {@code Peers} and opens streams to them; a {@code Peer} finds the best path to one node ({@code SharedSearch}) and keeps looking
 * for a better one ({@code Improvement}); an {@code Opening} is one stream on its way, a {@code PendingOpen} the caller that waits for it.
 */
@NullMarked
package io.edgemesh.tunnel.transport;

import org.jspecify.annotations.NullMarked;
