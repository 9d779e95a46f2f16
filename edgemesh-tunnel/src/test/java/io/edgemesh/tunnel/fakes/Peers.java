package io.edgemesh.tunnel.fakes;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.PeerId;

/** Keys that are the same in every run. */
public final class Peers {
    private Peers() {}

    public static PeerKeyPair key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return PeerKeyPair.ofSeed(seed);
    }

    public static PeerId peer(int number) {
        return key(number).peerId();
    }
}
