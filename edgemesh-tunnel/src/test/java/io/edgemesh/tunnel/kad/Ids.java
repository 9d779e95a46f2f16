package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Multihash;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.math.BigInteger;
import java.util.List;

/** Peers by their numbers, and their places as numbers, the plain way. */
final class Ids {
    private Ids() {}

    static PeerId id(int number) {
        return PeerId.from(Multihash.sha256(new byte[] {(byte) (number >> 8), (byte) number})
                .toBytes());
    }

    static KadPeer peer(int number) {
        return new KadPeer(
                id(number),
                List.of(Multiaddr.parse("/ip4/10.0." + (number >> 8) + '.' + (number & 255) + "/tcp/4001")));
    }

    static BigInteger distance(byte[] one, byte[] other) {
        return place(one).xor(place(other));
    }

    private static BigInteger place(byte[] key) {
        return new BigInteger(1, Multihash.sha256(key).digest());
    }
}
