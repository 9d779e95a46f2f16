package io.edgemesh.bundle.demo.backend;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate of one day for one host name, made afresh and never stored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, "Basic Certificate Fields"</a>
 */
final class SelfMadeCertificate {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int DNS_NAME = 0x82; // [2] IMPLICIT IA5String, RFC 5280, 4.2.1.6
    private static final int EXTENSIONS = 0xa3; // [3] EXPLICIT
    private static final int VERSION = 0xa0; // [0] EXPLICIT
    private static final long DAY_SECONDS = 86_400;
    private static final char[] NO_PASSWORD = {};

    private final KeyPair keys;
    private final Certificate certificate;

    private SelfMadeCertificate(KeyPair keys, Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    static SelfMadeCertificate of(String host) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] body = body(host, keys, Instant.now());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            byte[] encoded = Der.sequence(body, algorithm(), Der.bitString(signature.sign()));
            return new SelfMadeCertificate(
                    keys,
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make a certificate", e);
        }
    }

    /** The part that is signed. */
    private static byte[] body(String host, KeyPair keys, Instant now) {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.objectId(COMMON_NAME), Der.utf8(host))));
        byte[] hosts = Der.sequence(Der.tagged(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)));
        return Der.sequence(
                Der.tagged(VERSION, Der.integer(BigInteger.TWO)), // v3
                Der.integer(BigInteger.valueOf(now.toEpochMilli())),
                algorithm(),
                name,
                Der.sequence(time(now.minusSeconds(DAY_SECONDS)), time(now.plusSeconds(DAY_SECONDS))),
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(
                        EXTENSIONS,
                        Der.sequence(Der.sequence(Der.objectId(SUBJECT_ALTERNATIVE_NAME), Der.octets(hosts)))));
    }

    private static byte[] algorithm() {
        return Der.sequence(Der.objectId(ECDSA_WITH_SHA256));
    }

    private static byte[] time(Instant instant) {
        return Der.generalizedTime(DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant));
    }

    SSLContext serverContext() {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a context that trusts this certificate alone. */
    SSLContext clientContext() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("server", certificate);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e); // nothing is read
        }
    }
}
