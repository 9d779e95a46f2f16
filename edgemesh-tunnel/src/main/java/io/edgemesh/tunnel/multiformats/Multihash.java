package io.edgemesh.tunnel.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A digest that says which function made it: {@code <function> <length> <digest>}.
 *
 * <p>Knows the two functions that peer ids are made with; digests of others are read and kept as they are.
 *
 * @see <a href="https://multiformats.io/multihash/">Multihash</a>
 */
public final class Multihash {
    /** The function that changes nothing: the digest is the data. */
    public static final long IDENTITY = 0x00;
    /** SHA-256. */
    public static final long SHA2_256 = 0x12;

    private static final int MAX_DIGEST = 128;
    private static final int SHA2_256_LENGTH = 32;

    private final long function;
    private final byte[] digest;

    private Multihash(long function, byte[] digest) {
        this.function = function;
        this.digest = digest;
    }

    /** Returns {@code data} as its own digest. */
    public static Multihash identity(byte[] data) {
        if (data.length > MAX_DIGEST) {
            throw new IllegalArgumentException("data: " + data.length + " bytes (limit: " + MAX_DIGEST + ')');
        }
        return new Multihash(IDENTITY, data.clone());
    }

    /** Returns the SHA-256 digest of {@code data}. */
    public static Multihash sha256(byte[] data) {
        try {
            return new Multihash(SHA2_256, MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a multihash that ends where {@code in} ends.
     *
     * @throws MalformedException if it is cut off, is followed by something, or is longer than any known digest
     */
    public static Multihash read(ByteBuf in) {
        long function = Varint.read(in);
        long length = function < 0 ? -1 : Varint.read(in);
        if (length < 0 || length != in.readableBytes() || length > MAX_DIGEST) {
            throw new MalformedException("multihash with a digest of " + in.readableBytes() + " bytes (announced: "
                    + length + ", limit: " + MAX_DIGEST + ')');
        }
        if (function == SHA2_256 && length != SHA2_256_LENGTH) {
            throw new MalformedException("SHA-256 digest of " + length + " bytes (expected: 32)");
        }
        byte[] digest = new byte[(int) length];
        in.readBytes(digest);
        return new Multihash(function, digest);
    }

    /** Returns the code of the hash function. */
    public long function() {
        return function;
    }

    /** Returns a copy of the digest. */
    public byte[] digest() {
        return digest.clone();
    }

    /** Returns the multihash in its binary form. */
    public byte[] toBytes() {
        ByteBuf out = Unpooled.buffer(Varint.size(function) + Varint.size(digest.length) + digest.length);
        Varint.write(out, function);
        Varint.write(out, digest.length);
        out.writeBytes(digest);
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multihash that && function == that.function && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(function) + Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return Base58.encode(toBytes());
    }
}
