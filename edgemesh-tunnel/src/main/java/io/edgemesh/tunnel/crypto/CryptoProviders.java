package io.edgemesh.tunnel.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers that this class path and machine offer. */
public final class CryptoProviders {
    private static final Logger LOGGER = LoggerFactory.getLogger(CryptoProviders.class);
    private static final @Nullable Provider CONSCRYPT = conscrypt();
    private static final List<CryptoProvider> AVAILABLE = detect();
    private static final Provider SIGNATURES = signatures("Ed25519");

    private CryptoProviders() {}

    /** Returns the fastest one that works here. */
    public static CryptoProvider best() {
        return AVAILABLE.get(0);
    }

    /** Returns all that work here, the fastest first; the JDK's is always among them. */
    public static List<CryptoProvider> available() {
        return AVAILABLE;
    }

    /** Returns the fastest provider of Ed25519 that works here: of its {@code KeyFactory} and {@code Signature}. */
    public static Provider ed25519() {
        return SIGNATURES;
    }

    private static List<CryptoProvider> detect() {
        List<CryptoProvider> found = new ArrayList<>();
        if (CONSCRYPT != null) {
            found.add(new JceCrypto("conscrypt", CONSCRYPT, "ChaCha20/Poly1305/NoPadding", CONSCRYPT, "XDH", true));
        }
        found.add(jdk());
        return List.copyOf(found);
    }

    private static CryptoProvider jdk() {
        try {
            Provider ciphers = Cipher.getInstance("ChaCha20-Poly1305").getProvider();
            Provider agreements = KeyAgreement.getInstance("X25519").getProvider();
            return new JceCrypto("jdk", ciphers, "ChaCha20-Poly1305", agreements, "X25519", false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no ChaCha20-Poly1305 or no X25519", e);
        }
    }

    private static Provider signatures(String algorithm) {
        if (CONSCRYPT != null && CONSCRYPT.getService("Signature", algorithm) != null) {
            return CONSCRYPT;
        }
        try {
            return Signature.getInstance(algorithm).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    private static @Nullable Provider conscrypt() {
        try {
            return Conscrypt.newProvider();
        } catch (LinkageError | RuntimeException e) {
            LOGGER.debug("Conscrypt is not usable here, the JDK's own cryptography is used instead", e);
            return null;
        }
    }
}
