package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.crypto.CryptoProviders;
import io.edgemesh.tunnel.multiformats.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Raw Ed25519 keys as Java's: both have fixed encodings that end in the raw bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8410">RFC 8410</a>
 */
final class Ed25519 {
    static final int KEY_LENGTH = 32;

    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final Provider PROVIDER = CryptoProviders.ed25519();

    private Ed25519() {}

    /** Returns what signs with, or verifies against, keys of this class. */
    static Signature signature() throws NoSuchAlgorithmException {
        return Signature.getInstance("Ed25519", PROVIDER);
    }

    static PublicKey publicKey(byte[] raw) {
        if (raw.length != KEY_LENGTH) {
            throw new MalformedException("Ed25519 key of " + raw.length + " bytes (expected: " + KEY_LENGTH + ')');
        }
        try {
            return KeyFactory.getInstance("Ed25519", PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(join(X509_PREFIX, raw)));
        } catch (GeneralSecurityException e) {
            throw new MalformedException("not an Ed25519 public key");
        }
    }

    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance("Ed25519", PROVIDER)
                    .generatePrivate(new PKCS8EncodedKeySpec(join(PKCS8_PREFIX, seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is not available in this Java", e);
        }
    }

    /** Returns the seed of a key in PKCS#8. */
    static byte[] seed(byte[] pkcs8) {
        if (pkcs8.length < PKCS8_PREFIX.length + KEY_LENGTH || !startsWithPrefix(pkcs8)) {
            throw new MalformedException("not an Ed25519 private key in PKCS#8");
        }
        return Arrays.copyOfRange(pkcs8, PKCS8_PREFIX.length, PKCS8_PREFIX.length + KEY_LENGTH);
    }

    private static boolean startsWithPrefix(byte[] pkcs8) {
        return Arrays.equals(pkcs8, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length);
    }

    /**
     * Returns the raw public key that belongs to {@code seed}.
     *
     * <p>Java's API has no call for this. Its key generators draw the seed, and nothing else, from the random source
     * they are given; that the key they return has our seed is checked.
     */
    static byte[] publicKeyOf(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
            KeyPair pair = generator.generateKeyPair();
            if (!Arrays.equals(seed(pair.getPrivate().getEncoded()), seed)) {
                throw new IllegalStateException(generator.getProvider() + " does not make Ed25519 keys from a seed");
            }
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is not available in this Java", e);
        }
    }

    private static byte[] join(byte[] prefix, byte[] raw) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + raw.length);
        System.arraycopy(raw, 0, joined, prefix.length, raw.length);
        return joined;
    }

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient byte[] seed;

        Fixed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("asked for " + bytes.length + " bytes (expected: " + seed.length + ')');
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
