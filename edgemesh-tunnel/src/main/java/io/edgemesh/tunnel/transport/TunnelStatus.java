package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.autonat.Reachability;
import io.edgemesh.tunnel.dcutr.HolePunchStats;
import io.edgemesh.tunnel.kad.KademliaStats;
import io.edgemesh.tunnel.mesh.Refusal;
import io.edgemesh.tunnel.relay.RelayStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the tunnel of a node does at one moment: {@code mesh.feature(TunnelStatus.class)}, anew for each look. What is known of
 * each peer is in {@code mesh.peers()}.
 *
 * @param listening   where the node listens, as multiaddrs
 * @param mapped      where a router forwards to it from, likewise
 * @param reachability whether it is reached from outside
 * @param relays      how it stands with the relays of the swarm; empty on a relay
 * @param relay       what it does as a relay, or {@code null} where it is none
 * @param holePunches how often it got through NATs
 * @param kademlia    what it knows of the swarm with the help of others, or {@code null} where it does not look that way
 * @param load        what it carries now
 * @param refused     how many requests of peers it has refused, by the reason
 */
public record TunnelStatus(
        List<String> listening,
        List<String> mapped,
        Reachability reachability,
        List<RelayLink> relays,
        @Nullable RelayStats relay,
        HolePunchStats holePunches,
        @Nullable KademliaStats kademlia,
        Load load,
        Map<Refusal, Long> refused) {
    public TunnelStatus {
        listening = List.copyOf(listening);
        mapped = List.copyOf(mapped);
        relays = List.copyOf(relays);
        refused = Map.copyOf(refused);
    }

    /** Returns whether every relay has promised to take others' streams for this node. */
    public boolean reachableThroughRelays() {
        return relays.stream().allMatch(RelayLink::reserved);
    }

    /**
     * How a node stands with one relay.
     *
     * @param node        the relay's name
     * @param connected   whether there is a connection to it
     * @param reserved    whether it has promised to take others' streams for the node
     * @param silent      whether it is connected and does not answer; new streams avoid it then
     * @param roundTrip   as measured; zero while it is not known
     * @param since       when the reservation was first made, or was lost
     * @param lastFailure why the last attempt to connect or to reserve failed, or {@code null} if it has not
     */
    public record RelayLink(
            String node,
            boolean connected,
            boolean reserved,
            boolean silent,
            Duration roundTrip,
            Instant since,
            @Nullable String lastFailure) {}

    /**
     * Streams and flows of datagrams that are open.
     *
     * @param streamsIn  opened by peers
     * @param streamsOut opened by this node
     * @param flowsIn    likewise
     * @param flowsOut   likewise
     */
    public record Load(int streamsIn, int streamsOut, int flowsIn, int flowsOut) {
        /** Returns whether nothing is carried. */
        public boolean none() {
            return streamsIn + streamsOut + flowsIn + flowsOut == 0;
        }
    }
}
