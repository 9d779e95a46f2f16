package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes a host's certificate: a fresh P-256 key, signed by itself, with the extension by which the host's identity
 * vouches for it. Nothing else in it means anything.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, section 4.1</a>
 */
final class CertificateMaker {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final BigInteger VERSION_3 = BigInteger.TWO;
    private static final int SERIAL_BITS = 63;
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofDays(1);
    private static final Duration LIFETIME = Duration.ofDays(100 * 365);

    private CertificateMaker() {}

    /** A certificate and the key that belongs to it. */
    record Certified(PrivateKey key, X509Certificate certificate) {}

    static Certified make(PeerKeyPair identity, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] extension =
                    PeerCertificate.extension(identity, pair.getPublic().getEncoded());
            return make(pair, extension, new BigInteger(SERIAL_BITS, random), now);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no ECDSA over P-256", e);
        }
    }

    static Certified make(KeyPair pair, byte[] extension, BigInteger serial, Instant now)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.objectIdentifier(ECDSA_WITH_SHA256));
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(COMMON_NAME), Der.utf8String("libp2p"))));
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(VERSION_3)),
                Der.integer(serial),
                algorithm,
                name,
                Der.sequence(Der.time(now.minus(CLOCKS_DIFFER_BY)), Der.time(now.plus(LIFETIME))),
                name,
                pair.getPublic().getEncoded(),
                Der.explicit(
                        3,
                        Der.sequence(Der.sequence(
                                Der.objectIdentifier(PeerCertificate.EXTENSION_ID), Der.octetString(extension)))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, algorithm, Der.bitString(signature.sign()));
        return new Certified(pair.getPrivate(), decode(certificate));
    }

    private static X509Certificate decode(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
