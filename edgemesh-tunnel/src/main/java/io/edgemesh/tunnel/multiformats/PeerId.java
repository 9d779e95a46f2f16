package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is: the multihash of its public key.
 *
 * <p>A short key (Ed25519, secp256k1) is contained as it is, in which case {@link #inlinedKey} returns it; of a long one
 * (RSA, ECDSA) there is the SHA-256 digest. Written {@code 12D3KooW…} and {@code Qm…}; the form as a CID,
 * {@code bafz…}, is read too. Immutable; ordered by its bytes, so that two peers can agree who of them goes first.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">libp2p peer ids</a>
 */
public final class PeerId implements Comparable<PeerId> {
    private static final int MAX_INLINED_KEY = 42;
    private static final int CID_VERSION = 1;
    private static final int LIBP2P_KEY = 0x72;

    private final byte[] bytes;

    private PeerId(Multihash hash) {
        if (!isOfKey(hash.function(), hash.digest().length)) {
            throw new MalformedException("peer id with hash function " + hash.function() + " and a digest of "
                    + hash.digest().length + " bytes (expected: SHA-256, or a key of up to 42 bytes as it is)");
        }
        bytes = hash.toBytes();
    }

    private static boolean isOfKey(long function, int length) {
        return function == Multihash.SHA2_256
                || function == Multihash.IDENTITY && length > 0 && length <= MAX_INLINED_KEY;
    }

    /** Returns the id of the peer with this public key, given as libp2p's {@code PublicKey} protobuf. */
    public static PeerId ofPublicKey(byte[] publicKeyMessage) {
        return new PeerId(
                publicKeyMessage.length <= MAX_INLINED_KEY
                        ? Multihash.identity(publicKeyMessage)
                        : Multihash.sha256(publicKeyMessage));
    }

    /**
     * Returns the peer id with this binary form.
     *
     * @throws MalformedException if it is not one
     */
    public static PeerId from(byte[] multihash) {
        return new PeerId(Multihash.read(Unpooled.wrappedBuffer(multihash)));
    }

    /**
     * Returns the peer id that {@code text} stands for, in base58 or as a CID.
     *
     * @throws MalformedException if it is not one
     */
    public static PeerId parse(String text) {
        if (text.length() > Base58.MAX_TEXT) {
            throw new MalformedException("peer id of " + text.length() + " characters");
        }
        try {
            return isCid(text) ? fromCid(text) : from(Base58.decode(text));
        } catch (MalformedException e) {
            throw new MalformedException("\"" + text + "\" is not a peer id: " + e.getMessage());
        }
    }

    private static boolean isCid(String text) {
        return text.startsWith("b") || text.startsWith("z");
    }

    private static PeerId fromCid(String text) {
        String content = text.substring(1);
        ByteBuf in = Unpooled.wrappedBuffer(text.charAt(0) == 'b' ? Base32.decode(content) : Base58.decode(content));
        if (Varint.read(in) != CID_VERSION || Varint.read(in) != LIBP2P_KEY) {
            throw new MalformedException("a CID, but not of version 1 and of a libp2p key");
        }
        return new PeerId(Multihash.read(in));
    }

    /** Returns the binary form, a multihash. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Returns the form as a CID of version 1 in base32, {@code bafz…}. */
    public String toCid() {
        byte[] cid = new byte[2 + bytes.length];
        cid[0] = CID_VERSION;
        cid[1] = LIBP2P_KEY;
        System.arraycopy(bytes, 0, cid, 2, bytes.length);
        return 'b' + Base32.encode(cid);
    }

    /** Returns the public key message within this id, or {@code null} where the id holds only its digest. */
    public byte @Nullable [] inlinedKey() {
        return bytes[0] == Multihash.IDENTITY ? Arrays.copyOfRange(bytes, 2, bytes.length) : null;
    }

    @Override
    public int compareTo(PeerId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the base58 form, {@code 12D3KooW…} or {@code Qm…}. */
    @Override
    public String toString() {
        return Base58.encode(bytes);
    }
}
