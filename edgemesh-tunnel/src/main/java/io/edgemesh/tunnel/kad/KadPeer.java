package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;
import java.util.stream.Stream;

/**
 * A peer and where it is said to be. A claim: whoever dials finds out who is there.
 *
 * @param addresses in any order; of a peer that says more than {@value #MAX_ADDRESSES}, the first ones
 */
record KadPeer(PeerId peerId, List<Multiaddr> addresses) {
    static final int MAX_ADDRESSES = 16;

    KadPeer {
        addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
    }

    /** Returns the same peer with what somebody else says of it besides. */
    KadPeer and(KadPeer other) {
        return new KadPeer(
                peerId,
                Stream.concat(addresses.stream(), other.addresses.stream()).toList());
    }
}
