package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.ProtoReader;
import io.edgemesh.tunnel.multiformats.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a peer in libp2p's form: {@code 1: type, 2: data}.
 *
 * <p>Immutable; two are equal if they have the same bytes. Ed25519 and secp256k1 keys are their raw bytes, RSA and ECDSA
 * keys an X.509 {@code SubjectPublicKeyInfo}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md#keys">Keys</a>
 */
public final class PeerPublicKey {
    /** The longest message that is read: an RSA key of 8192 bits and what belongs to it. */
    public static final int MAX_BYTES = 1200;

    private final KeyType type;
    private final byte[] data;
    private final SignatureVerifier verifier;
    private final PeerId peerId;

    private PeerPublicKey(KeyType type, byte[] data) {
        this.type = type;
        this.data = data;
        verifier = SignatureVerifier.of(type, data);
        peerId = PeerId.ofPublicKey(toBytes());
    }

    static PeerPublicKey ed25519(byte[] raw) {
        return new PeerPublicKey(KeyType.ED25519, raw);
    }

    /**
     * Reads a {@code PublicKey} message.
     *
     * @throws MalformedException if it is none, or the key is not a valid one of its type
     */
    public static PeerPublicKey from(byte[] message) {
        if (message.length > MAX_BYTES) {
            throw new MalformedException("public key of " + message.length + " bytes (limit: " + MAX_BYTES + ')');
        }
        KeyType type = null;
        byte[] data = null;
        ProtoReader in = new ProtoReader(Unpooled.wrappedBuffer(message));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = KeyType.byNumber(in.uint64());
                case 2 -> data = in.bytes();
                default -> {}
            }
        }
        if (type == null || data == null) {
            throw new MalformedException("public key without type or data");
        }
        return new PeerPublicKey(type, data);
    }

    /** Returns the key within {@code peerId}, or {@code null} where it holds only a digest of the key. */
    public static @Nullable PeerPublicKey within(PeerId peerId) {
        byte[] message = peerId.inlinedKey();
        return message == null ? null : from(message);
    }

    /** Returns the {@code PublicKey} message in its one deterministic form. */
    public byte[] toBytes() {
        ByteBuf out = Unpooled.buffer(data.length + 8);
        new ProtoWriter(out).uint64(1, type.ordinal()).bytes(2, data);
        return ByteBufUtil.getBytes(out);
    }

    public KeyType type() {
        return type;
    }

    /** Returns the id of the peer that has this key. */
    public PeerId peerId() {
        return peerId;
    }

    /** Returns whether {@code signature} was made over {@code message} with the private key of this one. */
    public boolean verify(byte[] message, byte[] signature) {
        return verifier.verify(message, signature);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerPublicKey that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return type + ":" + peerId;
    }
}
