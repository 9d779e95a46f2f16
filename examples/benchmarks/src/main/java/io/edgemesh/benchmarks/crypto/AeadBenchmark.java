package io.edgemesh.benchmarks.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Encrypts 16 KiB, what a TLS record or a Noise frame of ours carries. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields up first
public class AeadBenchmark extends CryptoBenchmark {
    private static final int LENGTH = 16 * 1024;
    private static final int TAG = 16;

    /** Whose implementation. */
    @Param({"jdk", "conscrypt", "bouncycastle"})
    public String provider = "";

    /** The cipher. */
    @Param({"ChaCha20-Poly1305", "AES-128-GCM"})
    public String cipher = "";

    /** Whether the bytes lie outside of the heap, as Netty's do. */
    @Param({"true", "false"})
    public boolean direct;

    private Cipher instance;
    private SecretKeySpec key;
    private ByteBuffer plain;
    private ByteBuffer sealed;
    private long nonce;

    @Setup
    public void create() throws GeneralSecurityException {
        instance = Cipher.getInstance(algorithm(), Rivals.named(provider, "Cipher." + algorithm()));
        key = chacha() ? new SecretKeySpec(new byte[32], "ChaCha20") : new SecretKeySpec(new byte[16], "AES");
        plain = allocate(LENGTH);
        sealed = allocate(LENGTH + TAG);
    }

    private boolean chacha() {
        return cipher.startsWith("ChaCha");
    }

    private String algorithm() {
        if (!chacha()) {
            return "AES/GCM/NoPadding";
        }
        return provider.equals("conscrypt") ? "ChaCha20/Poly1305/NoPadding" : "ChaCha20-Poly1305";
    }

    private ByteBuffer allocate(int length) {
        return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    }

    @Benchmark
    public int seal() throws GeneralSecurityException {
        byte[] iv = new byte[12];
        ByteBuffer.wrap(iv).putLong(4, nonce++);
        AlgorithmParameterSpec parameters = chacha() ? new IvParameterSpec(iv) : new GCMParameterSpec(8 * TAG, iv);
        instance.init(Cipher.ENCRYPT_MODE, key, parameters);
        return instance.doFinal(plain.clear(), sealed.clear());
    }
}
