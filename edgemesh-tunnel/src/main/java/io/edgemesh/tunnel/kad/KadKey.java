package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multihash;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for, a peer or something that peers provide, with its place among all keys: the SHA-256 digest of its bytes.
 *
 * <p>How far two keys are apart is the XOR of their places, read as a number. Immutable; equal keys have equal bytes.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/kad-dht/README.md#distance">Kademlia DHT, "Distance"</a>
 */
final class KadKey {
    /** The longest key that is read: a multihash, or the text of a peer id, which Go agents look for. */
    static final int MAX_BYTES = 80;

    private final byte[] bytes;
    private final byte[] place;

    private KadKey(byte[] bytes) {
        this.bytes = bytes;
        this.place = Multihash.sha256(bytes).digest();
    }

    /** @throws MalformedException if a key cannot have these bytes */
    static KadKey of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new MalformedException("key of " + bytes.length + " bytes (expected: 1 to " + MAX_BYTES + ')');
        }
        return new KadKey(bytes.clone());
    }

    static KadKey of(PeerId peerId) {
        return new KadKey(peerId.toBytes());
    }

    /** Returns the key that nodes with a common purpose provide: the multihash of the text, as go-libp2p has it. */
    static KadKey ofRendezvous(String text) {
        return new KadKey(
                Multihash.sha256(text.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean isOf(PeerId peerId) {
        return Arrays.equals(bytes, peerId.toBytes());
    }

    /** Returns the peer that this is the key of, or {@code null} if it is that of something else. */
    @Nullable
    PeerId peerId() {
        try {
            return PeerId.from(bytes);
        } catch (MalformedException e) {
            return null;
        }
    }

    /** Returns how many bits the places of the two keys have in common at their beginning: 256 for equal ones. */
    int sharedPrefix(KadKey other) {
        int differing = Arrays.mismatch(place, other.place);
        if (differing < 0) {
            return Byte.SIZE * place.length;
        }
        int difference = (place[differing] ^ other.place[differing]) & 0xff;
        return Byte.SIZE * differing + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
    }

    /** Compares how far {@code one} and {@code other} are from this key; consistent with equals. */
    int compareDistance(KadKey one, KadKey other) {
        int differing = Arrays.mismatch(one.place, other.place);
        return differing < 0
                ? 0
                : Byte.compareUnsigned((byte) (one.place[differing] ^ place[differing]), (byte)
                        (other.place[differing] ^ place[differing]));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KadKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(place);
    }
}
