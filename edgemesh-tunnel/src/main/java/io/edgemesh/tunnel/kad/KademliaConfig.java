package io.edgemesh.tunnel.kad;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.relay.RelayPeer;
import java.util.List;

/**
 * What the nodes of a swarm agree on.
 *
 * @param rendezvous the text that they announce themselves under
 * @param relays     those of the swarm, through which a node that knows nobody gets to know others
 */
public record KademliaConfig(String rendezvous, List<RelayPeer> relays) {
    public KademliaConfig {
        requireNonNull(rendezvous, "rendezvous");
        relays = List.copyOf(relays);
    }
}
