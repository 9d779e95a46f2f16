package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.pnet.SwarmSecret;

/**
 * An identity that members of the swarm can compute for each other: the Ed25519 seed is HKDF-SHA256 of the swarm's
 * secret, with {@value #PURPOSE} as salt and the node's name as info. Changing either value would give every node
 * another peer id.
 */
record SecretIdentity(SwarmSecret secret, PeerKeyPair keyPair) implements Identity {
    private static final String PURPOSE = "edgemesh/identity/psk/1";

    SecretIdentity(SwarmSecret secret, String nodeName) {
        this(secret, keyPairOf(secret, nodeName));
    }

    @Override
    public PeerId peerIdOf(String nodeName) {
        return keyPairOf(secret, nodeName).peerId();
    }

    private static PeerKeyPair keyPairOf(SwarmSecret secret, String nodeName) {
        return PeerKeyPair.ofSeed(secret.derive(PURPOSE, nodeName));
    }
}
