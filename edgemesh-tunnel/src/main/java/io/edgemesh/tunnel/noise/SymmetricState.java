package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.Aead;
import io.edgemesh.tunnel.crypto.CryptoProvider;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a Noise handshake have in common so far: a hash of all that was said, and a key made from all that
 * was agreed. One handshake's; not thread-safe.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-symmetricstate-object">Noise, section 5.2</a>
 */
final class SymmetricState {
    private static final byte[] PROTOCOL = "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);

    private final CryptoProvider crypto;
    private byte[] hash = PROTOCOL; // exactly as long as a hash, so it stands for its own
    private byte[] chainingKey = PROTOCOL;
    private @Nullable Aead cipher;
    private long nonce;

    SymmetricState(CryptoProvider crypto) {
        this.crypto = crypto;
        mixHash(new byte[0]); // the prologue, which libp2p leaves empty
    }

    /** The keys of the two directions, the initiator's first. */
    record Keys(byte[] initiator, byte[] responder) {
        @Override
        public String toString() {
            return "Keys[hidden]";
        }
    }

    void mixHash(byte[] data) {
        MessageDigest digest = sha256();
        digest.update(hash);
        hash = digest.digest(data);
    }

    void mixKey(byte[] secret) {
        Keys derived = expand(secret);
        chainingKey = derived.initiator();
        cipher = crypto.aead(derived.responder());
        nonce = 0;
    }

    /** Encrypts {@code plain} if there is a key yet, and mixes in what will be seen of it. */
    byte[] encryptAndHash(byte[] plain) throws GeneralSecurityException {
        byte[] sealed = plain;
        if (cipher != null) {
            sealed = Arrays.copyOf(plain, plain.length + Aead.TAG_LENGTH);
            cipher.seal(nonce++, hash, Unpooled.wrappedBuffer(sealed), 0, plain.length);
        }
        mixHash(sealed);
        return sealed;
    }

    byte[] decryptAndHash(byte[] sealed) throws GeneralSecurityException {
        byte[] plain = sealed;
        if (cipher != null) {
            byte[] opened = sealed.clone();
            cipher.open(nonce++, hash, Unpooled.wrappedBuffer(opened), 0, opened.length);
            plain = Arrays.copyOf(opened, opened.length - Aead.TAG_LENGTH);
        }
        mixHash(sealed);
        return plain;
    }

    /** Returns how many bytes encryption adds at this point. */
    int overhead() {
        return cipher == null ? 0 : Aead.TAG_LENGTH;
    }

    Keys split() {
        return expand(new byte[0]);
    }

    /** HKDF with the chaining key and two outputs. */
    private Keys expand(byte[] secret) {
        byte[] extracted = hmac(chainingKey, secret);
        byte[] first = hmac(extracted, new byte[] {1});
        byte[] firstAndTwo = Arrays.copyOf(first, first.length + 1);
        firstAndTwo[first.length] = 2;
        return new Keys(first, hmac(extracted, firstAndTwo));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
