package io.edgemesh.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import javax.crypto.KeyAgreement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** X25519: what each side of a Noise handshake does three times, after making a key. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields up first
public class AgreementBenchmark extends CryptoBenchmark {
    /** Whose implementation. */
    @Param({"jdk", "conscrypt", "bouncycastle"})
    public String provider = "";

    private String algorithm;
    private Provider implementation;
    private KeyPair ours;
    private KeyPair theirs;

    @Setup
    public void create() throws GeneralSecurityException {
        algorithm = provider.equals("conscrypt") ? "XDH" : "X25519";
        implementation = Rivals.named(provider, "KeyAgreement." + algorithm);
        ours = generate();
        theirs = generate();
    }

    @Benchmark
    public KeyPair generate() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm, implementation).generateKeyPair();
    }

    @Benchmark
    public byte[] agree() throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, implementation);
        agreement.init(ours.getPrivate());
        agreement.doPhase(theirs.getPublic(), true);
        return agreement.generateSecret();
    }
}
