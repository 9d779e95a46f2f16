package io.edgemesh.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyAgreement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** X25519: what each side of a Noise handshake does three times, after making a key. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields up first
public class AgreementBenchmark {
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
