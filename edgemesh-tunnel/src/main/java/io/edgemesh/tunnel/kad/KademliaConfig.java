package io.edgemesh.tunnel.kad;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.relay.RelayPeer;
import java.util.List;
import java.util.function.Predicate;

/**
 * What Kademlia has to know of the swarm and of this node's place in it.
 *
 * @param rendezvous the text that they announce themselves under
 * @param relays     those of the swarm, through which a node that knows nobody gets to know others
 * @param mayDial    whether a direct path to an address may be taken
 */
public record KademliaConfig(String rendezvous, List<RelayPeer> relays, Predicate<Multiaddr> mayDial) {
    public KademliaConfig {
        requireNonNull(rendezvous, "rendezvous");
        requireNonNull(mayDial, "mayDial");
        relays = List.copyOf(relays);
    }
}
