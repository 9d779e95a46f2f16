package io.edgemesh.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Ed25519: each handshake verifies one signature; a host signs when it starts. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields up first
public class SignatureBenchmark extends CryptoBenchmark {
    /** Whose implementation. */
    @Param({"jdk", "conscrypt", "bouncycastle"})
    public String provider = "";

    private final byte[] message = new byte[100];
    private Provider implementation;
    private KeyPair pair;
    private byte[] signature;

    @Setup
    public void create() throws GeneralSecurityException {
        implementation = Rivals.named(provider, "Signature.Ed25519");
        pair = KeyPairGenerator.getInstance("Ed25519", implementation).generateKeyPair();
        signature = sign();
    }

    @Benchmark
    public byte[] sign() throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519", implementation);
        signer.initSign(pair.getPrivate());
        signer.update(message);
        return signer.sign();
    }

    @Benchmark
    public boolean verify() throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519", implementation);
        verifier.initVerify(pair.getPublic());
        verifier.update(message);
        return verifier.verify(signature);
    }
}
