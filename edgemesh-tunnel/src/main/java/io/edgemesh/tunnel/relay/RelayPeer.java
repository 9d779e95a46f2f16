package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;

/**
 * A relay that this node wants to be reached through.
 *
 * @param name      what operators call it
 * @param addresses where it is, in any order
 */
public record RelayPeer(String name, PeerId peerId, List<Multiaddr> addresses) {
    public RelayPeer {
        requireNonNull(name, "name");
        requireNonNull(peerId, "peerId");
        addresses = List.copyOf(addresses);
    }

    /** Creates one that has no name but its id. */
    public RelayPeer(PeerId peerId, List<Multiaddr> addresses) {
        this(peerId.toString(), peerId, addresses);
    }
}
