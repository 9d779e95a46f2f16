package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;

/** Knows where peers are that this node is connected with, and where it is itself. From any thread. */
@FunctionalInterface
interface AddressBook {
    /** Returns where the peer says it listens; empty where we do not know. */
    List<Multiaddr> addressesOf(PeerId peerId);
}
