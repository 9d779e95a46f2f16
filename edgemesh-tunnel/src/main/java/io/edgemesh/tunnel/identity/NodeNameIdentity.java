package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identity that Go EdgeMesh gives a node: the first eight bytes of the MD5 digest of its name, as a big-endian
 * number, seed {@link GoRandom}; the first 32 bytes that yields seed the Ed25519 key.
 */
record NodeNameIdentity(PeerKeyPair keyPair) implements Identity {
    NodeNameIdentity(String nodeName) {
        this(keyPairOf(nodeName));
    }

    @Override
    public PeerId peerIdOf(String nodeName) {
        return keyPairOf(nodeName).peerId();
    }

    private static PeerKeyPair keyPairOf(String nodeName) {
        byte[] seed = new byte[Ed25519.KEY_LENGTH];
        new GoRandom(ByteBuffer.wrap(md5(nodeName)).getLong()).fill(seed);
        return PeerKeyPair.ofSeed(seed);
    }

    private static byte[] md5(String nodeName) {
        try {
            return MessageDigest.getInstance("MD5").digest(nodeName.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is not available in this Java; mode nodeName cannot do without", e);
        }
    }
}
