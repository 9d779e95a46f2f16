package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;

/** A peer's own Ed25519 key, private half included. Immutable and thread-safe; does not show its private half. */
public final class PeerKeyPair {
    private final byte[] seed;
    private final PrivateKey privateKey;
    private final PeerPublicKey publicKey;
    private final byte[] rawPublicKey;

    private PeerKeyPair(byte[] seed) {
        this.seed = seed;
        privateKey = Ed25519.privateKey(seed);
        rawPublicKey = Ed25519.publicKeyOf(seed);
        publicKey = PeerPublicKey.ed25519(rawPublicKey);
    }

    /** Returns the key pair that follows from {@code seed}, 32 bytes. */
    public static PeerKeyPair ofSeed(byte[] seed) {
        if (seed.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("seed: " + seed.length + " bytes (expected: 32)");
        }
        return new PeerKeyPair(seed.clone());
    }

    /** Returns a new key pair. */
    public static PeerKeyPair generate(SecureRandom random) {
        byte[] seed = new byte[Ed25519.KEY_LENGTH];
        random.nextBytes(seed);
        return new PeerKeyPair(seed);
    }

    /**
     * Reads libp2p's {@code PrivateKey} message, the form in which libp2p programs keep a key in a file.
     *
     * @throws MalformedException if it is none, is not of an Ed25519 key, or its halves do not belong together
     */
    public static PeerKeyPair from(byte[] message) {
        KeyType type = null;
        byte[] data = new byte[0];
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(message));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = KeyType.byNumber(in.uint64());
                case 2 -> data = in.bytes();
                default -> {}
            }
        }
        if (type != KeyType.ED25519 || data.length < 2 * Ed25519.KEY_LENGTH) {
            throw new MalformedException("private key of type " + type + " (expected: an Ed25519 key of 64 bytes)");
        }
        return checked(data);
    }

    private static PeerKeyPair checked(byte[] seedAndPublicKey) {
        PeerKeyPair pair = ofSeed(Arrays.copyOf(seedAndPublicKey, Ed25519.KEY_LENGTH));
        byte[] given = Arrays.copyOfRange(seedAndPublicKey, Ed25519.KEY_LENGTH, 2 * Ed25519.KEY_LENGTH);
        if (!Arrays.equals(given, pair.rawPublicKey)) {
            throw new MalformedException("the public half of the private key does not belong to it");
        }
        return pair;
    }

    /**
     * Reads an Ed25519 key in PKCS#8, the form in which {@code openssl genpkey -algorithm ed25519 -outform DER} writes it.
     *
     * @throws MalformedException if it is none
     */
    public static PeerKeyPair ofPkcs8(byte[] der) {
        return new PeerKeyPair(Ed25519.seed(der));
    }

    /** Returns libp2p's {@code PrivateKey} message. The result is the secret itself. */
    public byte[] toSecretBytes() {
        ByteBuf out = Unpooled.buffer();
        byte[] data = Arrays.copyOf(seed, 2 * Ed25519.KEY_LENGTH);
        System.arraycopy(rawPublicKey, 0, data, Ed25519.KEY_LENGTH, Ed25519.KEY_LENGTH);
        new ProtoWriter(out).uint64(1, KeyType.ED25519.ordinal()).bytes(2, data);
        return ByteBufUtil.getBytes(out);
    }

    public PeerPublicKey publicKey() {
        return publicKey;
    }

    /** Returns the id of the peer that has this key. */
    public PeerId peerId() {
        return publicKey.peerId();
    }

    /** Returns the signature over {@code message}. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Ed25519.signature();
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is not available in this Java", e);
        }
    }

    @Override
    public String toString() {
        return "PeerKeyPair[" + peerId() + ']';
    }
}
