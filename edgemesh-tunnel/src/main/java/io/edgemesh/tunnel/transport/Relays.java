package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.Swarm;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayPeer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The relays of the swarm, as one of its nodes sees them.
 *
 * @param others those that this node may be reached through, and others through
 * @param own    where others look for this node if it is one; empty if it is none
 */
record Relays(List<RelayPeer> others, List<Multiaddr> own) {
    Relays {
        others = List.copyOf(others);
        own = List.copyOf(own);
    }

    /**
     * Takes them from what the configuration says of the swarm; those whose ids nobody can tell are left out.
     *
     * @param self    this node's name
     * @param carrier what connections to addresses go over that do not say
     * @param port    the port of addresses that name none
     */
    static Relays of(Swarm swarm, String self, NodeNames names, Carrier carrier, int port) {
        Predicate<Swarm.Relay> isSelf = relay -> relay.node().equals(self);
        return new Relays(
                swarm.relays().stream()
                        .filter(isSelf.negate())
                        .flatMap(relay -> Optional.ofNullable(names.idOf(relay.node()))
                                .map(peerId -> new RelayPeer(relay.node(), peerId, addresses(relay, carrier, port)))
                                .stream())
                        .toList(),
                swarm.relays().stream()
                        .filter(isSelf)
                        .flatMap(relay -> addresses(relay, carrier, port).stream())
                        .toList());
    }

    private static List<Multiaddr> addresses(Swarm.Relay relay, Carrier carrier, int port) {
        return relay.addresses().stream()
                .map(text -> NodeAddress.parse(text, port, carrier))
                .toList();
    }

    Set<PeerId> ids() {
        return others.stream().map(RelayPeer::peerId).collect(Collectors.toUnmodifiableSet());
    }

    boolean include(PeerId peerId) {
        return withId(peerId).findAny().isPresent();
    }

    /** Returns where a peer is if it is a relay. */
    List<Multiaddr> addressesOf(PeerId peerId) {
        return withId(peerId).flatMap(relay -> relay.addresses().stream()).toList();
    }

    private Stream<RelayPeer> withId(PeerId peerId) {
        return others.stream().filter(relay -> relay.peerId().equals(peerId));
    }
}
