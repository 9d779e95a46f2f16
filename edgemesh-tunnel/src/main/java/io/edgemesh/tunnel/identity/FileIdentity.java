package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key of the node's own; the others are known from a list. */
record FileIdentity(PeerKeyPair keyPair, Map<String, PeerId> peers) implements Identity {
    FileIdentity {
        peers = Map.copyOf(peers);
    }

    @Override
    public @Nullable PeerId peerIdOf(String nodeName) {
        return peers.get(nodeName);
    }
}
