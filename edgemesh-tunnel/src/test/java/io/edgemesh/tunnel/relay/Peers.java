package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.PeerId;

/** Keys that are the same in every run. */
final class Peers {
    private Peers() {}

    static PeerKeyPair key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return PeerKeyPair.ofSeed(seed);
    }

    static PeerId peer(int number) {
        return key(number).peerId();
    }
}
