package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who this node is, and how it knows the peer ids of other nodes from their names.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface Identity permits NodeNameIdentity, SecretIdentity, FileIdentity {
    /** Returns the node's own key. */
    PeerKeyPair keyPair();

    /**
     * Returns the peer id of the node with this name, or {@code null} where the name says nothing about it. May take a
     * millisecond; callers keep what they ask for often.
     */
    @Nullable
    PeerId peerIdOf(String nodeName);

    /**
     * Mode {@code nodeName}: the key follows from the name alone, as in Go EdgeMesh. Anybody who knows the name can pass
     * for the node; only a private network's secret stands before that.
     */
    static Identity ofNodeName(String nodeName) {
        return new NodeNameIdentity(nodeName);
    }

    /** Mode {@code psk}: the key follows from the swarm's secret and the name; members can know it, nobody else. */
    static Identity ofSecret(SwarmSecret secret, String nodeName) {
        return new SecretIdentity(secret, nodeName);
    }

    /** Mode {@code file}: a key of the node's own, and a list that says whose key is whose. */
    static Identity ofKey(PeerKeyPair keyPair, Map<String, PeerId> peers) {
        return new FileIdentity(keyPair, peers);
    }
}
