/**
 * The transport named {@code libp2p}: endpoints of other nodes are reached through a tunnel to their node.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.transport.Libp2pTransportProvider}. A {@code Libp2pTransport} is one node's end of the
 * tunnel; {@code TunnelNode} puts the node together:
 *
 * <pre>
 *   Presence       where others reach it: Listeners, a router's ports, RelayLinks
 *   PeerDiscovery  who else is there: on local networks, in Kademlia
 *   Peers, Peer    the best path to each of them (SharedSearch, Paths, SilenceWatch), and a better one (Improvement)
 *   Opening        one stream on its way to a peer, for the caller that waits (PendingOpen)
 * </pre>
 */
@NullMarked
package io.edgemesh.tunnel.transport;

import org.jspecify.annotations.NullMarked;
