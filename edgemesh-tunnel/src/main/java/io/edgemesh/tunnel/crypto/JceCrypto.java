package io.edgemesh.tunnel.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;

/**
 * The primitives from providers of the Java Cryptography Architecture.
 *
 * @param cipherName    what the provider calls ChaCha20-Poly1305
 * @param agreementName what it calls X25519
 */
record JceCrypto(
        String name,
        Provider ciphers,
        String cipherName,
        Provider agreements,
        String agreementName,
        boolean prefersDirect)
        implements CryptoProvider {
    /** How the X.509 encoding of an X25519 key begins; the key itself is the rest. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

    @Override
    public Aead aead(byte[] key) {
        try {
            return new JceAead(Cipher.getInstance(cipherName, ciphers), key, prefersDirect);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " has no " + cipherName, e);
        }
    }

    @Override
    public X25519Key generateX25519() {
        try {
            return new Key(
                    KeyPairGenerator.getInstance(agreementName, agreements).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " has no " + agreementName, e);
        }
    }

    private final class Key implements X25519Key {
        private final KeyPair pair;

        Key(KeyPair pair) {
            this.pair = pair;
        }

        @Override
        public byte[] publicKey() {
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length);
        }

        @Override
        public byte[] agree(byte[] remotePublicKey) throws GeneralSecurityException {
            byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + LENGTH);
            System.arraycopy(remotePublicKey, 0, encoded, X509_PREFIX.length, LENGTH);
            PublicKey remote =
                    KeyFactory.getInstance(agreementName, agreements).generatePublic(new X509EncodedKeySpec(encoded));
            KeyAgreement agreement = KeyAgreement.getInstance(agreementName, agreements);
            agreement.init(pair.getPrivate());
            agreement.doPhase(remote, true);
            return agreement.generateSecret();
        }
    }
}
