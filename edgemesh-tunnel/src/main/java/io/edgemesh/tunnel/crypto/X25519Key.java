package io.edgemesh.tunnel.crypto;

import java.security.GeneralSecurityException;

/**
 * A private key for a Diffie-Hellman exchange over Curve25519.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7748">RFC 7748</a>
 */
public interface X25519Key {
    /** How long public keys and shared secrets are. */
    int LENGTH = 32;

    /** Returns the public half. */
    byte[] publicKey();

    /**
     * Returns the secret shared with the holder of {@code remotePublicKey}.
     *
     * @throws GeneralSecurityException if that is no proper public key
     */
    byte[] agree(byte[] remotePublicKey) throws GeneralSecurityException;
}
