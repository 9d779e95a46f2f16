/**
 * Kademlia: nodes find each other with the help of those they know, without anyone who knows them all.
 *
 * <pre>
 *   peers that identify themselves --> RoutingTable --seeds--> Lookup --asks, nearer and nearer--> the peers next to a key
 *   what peers ask --> Answers (RoutingTable, ProviderStore)
 *   rendezvous text --its digest--> a key; its nodes are the providers that the peers next to the key keep
 * </pre>
 *
 * <p>There are two tables, as Go agents have them: one of peers that anybody can reach, one of peers on the local network.
 * Begin with {@link io.edgemesh.tunnel.kad.Kademlia}, which adds both to a host.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/kad-dht/README.md">libp2p Kademlia DHT</a>
 */
@NullMarked
package io.edgemesh.tunnel.kad;

import org.jspecify.annotations.NullMarked;
