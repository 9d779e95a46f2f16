package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ECDSA signatures over the curve {@code y² = x³ + 7} of Bitcoin, which Java has dropped.
 *
 * <p>Works on public values alone, so it need not take constant time, and rarely enough that plain big integers do. Our
 * own keys are never of this type.
 *
 * @see <a href="https://www.secg.org/sec2-v2.pdf">SEC 2, section 2.4.1</a>
 */
final class Secp256k1 {
    private static final int COMPRESSED_LENGTH = 33;
    private static final BigInteger P =
            BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(32)).subtract(BigInteger.valueOf(977));
    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final Point G =
            decode(2, new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16));

    private Secp256k1() {}

    private record Point(BigInteger x, BigInteger y) {}

    private record RawSignature(BigInteger r, BigInteger s) {}

    static SignatureVerifier verifier(byte[] compressed) {
        if (compressed.length != COMPRESSED_LENGTH || compressed[0] != 2 && compressed[0] != 3) {
            throw new MalformedException("not a compressed secp256k1 public key");
        }
        Point key = decode(compressed[0], new BigInteger(1, compressed, 1, COMPRESSED_LENGTH - 1));
        return (message, signature) -> verify(key, sha256(message), parse(signature));
    }

    /** The point with this x whose y is even for sign 2 and odd for sign 3; P ≡ 3 (mod 4) makes the root easy. */
    private static Point decode(int sign, BigInteger x) {
        BigInteger square = x.pow(3).add(BigInteger.valueOf(7)).mod(P);
        BigInteger root = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        if (x.compareTo(P) >= 0 || !root.multiply(root).mod(P).equals(square)) {
            throw new MalformedException("not a point of secp256k1");
        }
        return new Point(x, root.testBit(0) == (sign == 3) ? root : P.subtract(root));
    }

    private static boolean verify(Point key, BigInteger digest, @Nullable RawSignature signature) {
        if (signature == null || !inRange(signature.r) || !inRange(signature.s)) {
            return false;
        }
        BigInteger inverse = signature.s.modInverse(N);
        Point sum = add(
                multiply(G, digest.multiply(inverse).mod(N)),
                multiply(key, signature.r.multiply(inverse).mod(N)));
        return sum != null && sum.x.mod(N).equals(signature.r);
    }

    private static boolean inRange(BigInteger value) {
        return value.signum() > 0 && value.compareTo(N) < 0;
    }

    /** {@code null} stands for the point at infinity. */
    private static @Nullable Point multiply(Point point, BigInteger factor) {
        Point product = null;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            product = add(product, product);
            product = factor.testBit(bit) ? add(product, point) : product;
        }
        return product;
    }

    private static @Nullable Point add(@Nullable Point a, @Nullable Point b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        boolean sameX = a.x.equals(b.x);
        if (sameX && a.y.add(b.y).mod(P).signum() == 0) {
            return null;
        }
        BigInteger slope = sameX
                ? a.x.pow(2)
                        .multiply(BigInteger.valueOf(3))
                        .multiply(a.y.shiftLeft(1).modInverse(P))
                : b.y.subtract(a.y).multiply(b.x.subtract(a.x).modInverse(P));
        BigInteger x = slope.multiply(slope).subtract(a.x).subtract(b.x).mod(P);
        return new Point(x, slope.multiply(a.x.subtract(x)).subtract(a.y).mod(P));
    }

    /** Takes {@code SEQUENCE { INTEGER r, INTEGER s }} apart; {@code null} where it is not that. */
    private static @Nullable RawSignature parse(byte[] der) {
        int rLength = der.length > 3 ? der[3] : -1;
        int sLength = rLength > 0 && der.length > 5 + rLength ? der[5 + rLength] : -1;
        boolean wellFormed = rLength > 0
                && sLength > 0
                && der.length == 6 + rLength + sLength
                && der[0] == 0x30
                && der[1] == der.length - 2
                && der[2] == 2
                && der[4 + rLength] == 2;
        return wellFormed
                ? new RawSignature(new BigInteger(der, 4, rLength), new BigInteger(der, 6 + rLength, sLength))
                : null;
    }

    private static BigInteger sha256(byte[] message) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
