package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.CryptoProvider;
import io.edgemesh.tunnel.crypto.X25519Key;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The XX pattern: three messages, after which each side knows the other's static key and nobody else has seen it.
 *
 * <pre>
 * initiator  → e                    (a payload here would be readable by all: there is none)
 * responder  ← e, ee, s, es
 * initiator  → s, se
 * </pre>
 *
 * One handshake's; not thread-safe. {@link #write} and {@link #read} alternate, the initiator writes first. Any failure
 * leaves the handshake unusable.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#interactive-handshake-patterns-fundamental">Noise, section 7.5</a>
 */
final class NoiseHandshake {
    private static final int MESSAGES = 3;

    private final boolean initiator;
    private final X25519Key staticKey;
    private final X25519Key ephemeralKey;
    private final SymmetricState symmetric;

    private byte[] remoteStaticKey = new byte[0];
    private byte[] remoteEphemeralKey = new byte[0];
    private int messages;

    NoiseHandshake(CryptoProvider crypto, boolean initiator, X25519Key staticKey) {
        this.initiator = initiator;
        this.staticKey = staticKey;
        ephemeralKey = crypto.generateX25519();
        symmetric = new SymmetricState(crypto);
    }

    /** Returns whether it is our turn to write. */
    boolean ourTurn() {
        return !done() && initiator == (messages % 2 == 0);
    }

    /** Returns whether all messages have been exchanged. */
    boolean done() {
        return messages == MESSAGES;
    }

    /** Returns the remote's static key, known when {@link #done} or, to the initiator, after the second message. */
    byte[] remoteStaticKey() {
        return remoteStaticKey;
    }

    /** Returns our next message, which carries {@code payload}. */
    byte[] write(byte[] payload) throws GeneralSecurityException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (messages < 2) {
            symmetric.mixHash(ephemeralKey.publicKey());
            message.writeBytes(ephemeralKey.publicKey());
        }
        if (messages == 1) {
            symmetric.mixKey(ephemeralKey.agree(remoteEphemeralKey));
        }
        if (messages > 0) {
            message.writeBytes(symmetric.encryptAndHash(staticKey.publicKey()));
            symmetric.mixKey(staticKey.agree(remoteEphemeralKey));
        }
        message.writeBytes(symmetric.encryptAndHash(payload));
        messages++;
        return message.toByteArray();
    }

    /**
     * Takes the remote's next message and returns the payload it carries.
     *
     * @throws GeneralSecurityException if the message is cut off or changed
     */
    byte[] read(byte[] message) throws GeneralSecurityException {
        int at = 0;
        if (messages < 2) {
            remoteEphemeralKey = part(message, at, X25519Key.LENGTH);
            symmetric.mixHash(remoteEphemeralKey);
            at += X25519Key.LENGTH;
        }
        if (messages == 1) {
            symmetric.mixKey(ephemeralKey.agree(remoteEphemeralKey));
        }
        if (messages > 0) {
            int length = X25519Key.LENGTH + symmetric.overhead();
            remoteStaticKey = symmetric.decryptAndHash(part(message, at, length));
            symmetric.mixKey(ephemeralKey.agree(remoteStaticKey));
            at += length;
        }
        byte[] payload = symmetric.decryptAndHash(part(message, at, message.length - at));
        messages++;
        return payload;
    }

    private static byte[] part(byte[] message, int from, int length) throws GeneralSecurityException {
        if (message.length - from < length) {
            throw new GeneralSecurityException("the message ends early");
        }
        return Arrays.copyOfRange(message, from, from + length);
    }

    /** Returns the keys of the two directions; once {@link #done}. */
    SymmetricState.Keys split() {
        return symmetric.split();
    }
}
