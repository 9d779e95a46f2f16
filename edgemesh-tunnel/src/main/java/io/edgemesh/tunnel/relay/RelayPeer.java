package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;

/**
 * A relay that this node wants to be reached through.
 *
 * @param addresses where it is, in any order
 */
public record RelayPeer(PeerId peerId, List<Multiaddr> addresses) {
    public RelayPeer {
        requireNonNull(peerId, "peerId");
        addresses = List.copyOf(addresses);
    }
}
