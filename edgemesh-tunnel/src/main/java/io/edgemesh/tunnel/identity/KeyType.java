package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;

/**
 * The kinds of keys a peer may have.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md#key-types">Key types</a>
 */
public enum KeyType {
    // In the order of their numbers on the wire.
    RSA,
    ED25519,
    SECP256K1,
    ECDSA;

    static KeyType byNumber(long number) {
        KeyType[] types = values();
        if (number < 0 || number >= types.length) {
            throw new MalformedException("unknown key type " + number);
        }
        return types[(int) number];
    }
}
