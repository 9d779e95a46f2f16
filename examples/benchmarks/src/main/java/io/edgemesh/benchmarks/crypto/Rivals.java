package io.edgemesh.benchmarks.crypto;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** The providers of the Java Cryptography Architecture that are compared, by the names that parameters use. */
final class Rivals {
    private Rivals() {}

    /** Returns the provider; {@code algorithm} tells which of the JDK's, as {@code Signature.Ed25519}. */
    static Provider named(String name, String algorithm) {
        return switch (name) {
            case "conscrypt" -> Conscrypt.newProvider();
            case "bouncycastle" -> new BouncyCastleProvider();
            default -> Security.getProviders(algorithm)[0];
        };
    }
}
