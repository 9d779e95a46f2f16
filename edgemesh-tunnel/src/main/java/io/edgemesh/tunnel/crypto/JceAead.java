package io.edgemesh.tunnel.crypto;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A cipher of the Java Cryptography Architecture.
 *
 * <p>JDK 17 refuses to be initialised with the key and nonce it was last initialised with, even to decrypt; since nonces
 * count up here, that never happens.
 */
final class JceAead implements Aead {
    private static final int NONCE_LENGTH = 12;
    private static final int COUNTER_OFFSET = 4;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final boolean prefersDirect;

    JceAead(Cipher cipher, byte[] key, boolean prefersDirect) {
        this.cipher = cipher;
        this.key = new SecretKeySpec(key, "ChaCha20");
        this.prefersDirect = prefersDirect;
    }

    @Override
    public boolean prefersDirect() {
        return prefersDirect;
    }

    @Override
    public void seal(long nonce, byte[] associated, ByteBuf buffer, int index, int length)
            throws GeneralSecurityException {
        apply(Cipher.ENCRYPT_MODE, nonce, associated, buffer, index, length, length + TAG_LENGTH);
    }

    @Override
    public void open(long nonce, byte[] associated, ByteBuf buffer, int index, int length)
            throws GeneralSecurityException {
        apply(Cipher.DECRYPT_MODE, nonce, associated, buffer, index, length, length - TAG_LENGTH);
    }

    private void apply(int mode, long nonce, byte[] associated, ByteBuf buffer, int index, int length, int outLength)
            throws GeneralSecurityException {
        byte[] iv = new byte[NONCE_LENGTH];
        ByteBuffer.wrap(iv).order(ByteOrder.LITTLE_ENDIAN).putLong(COUNTER_OFFSET, nonce);
        cipher.init(mode, key, new IvParameterSpec(iv));
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + index;
            cipher.doFinal(buffer.array(), from, length, buffer.array(), from);
        } else {
            cipher.doFinal(buffer.nioBuffer(index, length), buffer.nioBuffer(index, Math.max(outLength, 0)));
        }
    }
}
