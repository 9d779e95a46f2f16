/**
 * Crossing networks: a libp2p stack on Netty, and the mesh protocols on top of it.
 *
 * <p>Layers from the ground up, each package knowing only those before it:
 *
 * <pre>
 *   multiformats, crypto         addresses, ids, encodings; who does the cryptography
 *   pnet, identity               the swarm's secret; keys and what they sign
 *   multistream                  agreeing on a protocol
 *   security, noise, tls         a channel becomes one with a peer that has proven its id
 *   yamux                        and one that many streams share
 *   host                         connections to peers, however they are reached
 *   identify, ping               what hosts tell each other
 *   quic, websocket, relay       other ways of reaching peers
 *   autonat, dcutr, portmap      what is between a node and the outside
 *   mdns, kad                    finding peers
 *   mesh                         what nodes of a mesh say to each other
 *   transport                    the tunnel of a node, put together
 * </pre>
 *
 * <p>This package holds what all of them share. Begin with {@code host}, or from the top with {@code transport}.
 */
@NullMarked
package io.edgemesh.tunnel;

import org.jspecify.annotations.NullMarked;
