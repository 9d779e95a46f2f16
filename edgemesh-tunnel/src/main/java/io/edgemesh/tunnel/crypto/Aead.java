package io.edgemesh.tunnel.crypto;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;

/**
 * ChaCha20-Poly1305 with one key, in place.
 *
 * <p><b>Threads:</b> one at a time. <b>Nonces:</b> a number, which a caller never uses twice for the same purpose, as the
 * last eight bytes in little endian after four zero bytes, as Noise has it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8439#section-2.8">RFC 8439, section 2.8</a>
 */
public interface Aead {
    /** How many bytes {@link #seal} adds. */
    int TAG_LENGTH = 16;

    /** Returns whether direct buffers suit the implementation better than those on the heap. */
    boolean prefersDirect();

    /**
     * Encrypts {@code length} bytes from {@code index} on where they are, and writes the tag behind them; there has to be
     * room for it. The buffer's indexes stay as they are.
     */
    void seal(long nonce, byte[] associated, ByteBuf buffer, int index, int length) throws GeneralSecurityException;

    /**
     * Decrypts {@code length} bytes from {@code index} on, the tag included, where they are.
     *
     * @throws GeneralSecurityException if they are not what was sealed; the buffer then holds nothing of use
     */
    void open(long nonce, byte[] associated, ByteBuf buffer, int index, int length) throws GeneralSecurityException;
}
