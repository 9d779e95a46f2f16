package io.edgemesh.tunnel.identity;

import io.edgemesh.tunnel.multiformats.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;

/** Verifies signatures with one public key. Thread-safe. */
interface SignatureVerifier {
    int MIN_RSA_BITS = 2048;
    int MAX_RSA_BITS = 8192;

    /** Returns whether the signature is good; one that makes no sense is not. */
    boolean verify(byte[] message, byte[] signature);

    /**
     * Returns the verifier of a key.
     *
     * @throws MalformedException if {@code data} is not a valid key of this type
     */
    static SignatureVerifier of(KeyType type, byte[] data) {
        return switch (type) {
            case ED25519 -> java(Ed25519.publicKey(data), Ed25519::signature);
            case ECDSA -> java(decode("EC", data), () -> Signature.getInstance("SHA256withECDSA"));
            case RSA -> java(requireUsualSize(decode("RSA", data)), () -> Signature.getInstance("SHA256withRSA"));
            case SECP256K1 -> Secp256k1.verifier(data);
        };
    }

    /** How to get hold of a fresh instance of an algorithm; they are not thread-safe. */
    interface Algorithm {
        Signature newInstance() throws GeneralSecurityException;
    }

    private static SignatureVerifier java(PublicKey key, Algorithm algorithm) {
        return (message, signature) -> {
            try {
                Signature verification = algorithm.newInstance();
                verification.initVerify(key);
                verification.update(message);
                return verification.verify(signature);
            } catch (GeneralSecurityException | RuntimeException e) {
                return false; // providers throw, rather than answer, where a signature or key is not even well-formed
            }
        };
    }

    private static PublicKey decode(String algorithm, byte[] data) {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(data));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new MalformedException("not an " + algorithm + " public key of " + data.length + " bytes");
        }
    }

    private static PublicKey requireUsualSize(PublicKey key) {
        int bits = ((RSAPublicKey) key).getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new MalformedException(
                    "RSA key of " + bits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + ')');
        }
        return key;
    }
}
