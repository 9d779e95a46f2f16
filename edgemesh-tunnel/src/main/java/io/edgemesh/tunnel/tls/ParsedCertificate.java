package io.edgemesh.tunnel.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The parts of a certificate that libp2p looks at.
 *
 * <p>Read here rather than by the JDK, which refuses certificates without an issuer's name: js-libp2p and rust-libp2p
 * leave that empty, since nobody looks at it.
 *
 * @param signedPart what the signature is over
 * @param publicKey  the certificate's key, an X.509 {@code SubjectPublicKeyInfo}
 * @param extensions by their identifiers
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, section 4.1</a>
 */
@SuppressWarnings("ArrayRecordComponent") // lives for the length of a check
record ParsedCertificate(
        byte[] signedPart,
        Instant notBefore,
        Instant notAfter,
        byte[] publicKey,
        Map<String, Extension> extensions,
        String signatureAlgorithm,
        byte[] signature) {
    /** An extension; unknown ones that are critical spoil the certificate. */
    record Extension(boolean critical, byte[] value) {}

    /** A signature's identifier, the names of it and of its keys in Java. */
    private record Algorithm(String signature, String key) {}

    private static final Map<String, Algorithm> ALGORITHMS = Map.of(
            "1.2.840.10045.4.3.2", new Algorithm("SHA256withECDSA", "EC"),
            "1.2.840.10045.4.3.3", new Algorithm("SHA384withECDSA", "EC"),
            "1.2.840.10045.4.3.4", new Algorithm("SHA512withECDSA", "EC"),
            "1.2.840.113549.1.1.11", new Algorithm("SHA256withRSA", "RSA"),
            "1.2.840.113549.1.1.12", new Algorithm("SHA384withRSA", "RSA"),
            "1.2.840.113549.1.1.13", new Algorithm("SHA512withRSA", "RSA"),
            "1.3.101.112", new Algorithm("Ed25519", "Ed25519"));

    /**
     * Reads a certificate in DER.
     *
     * @throws CertificateException if it is none
     */
    static ParsedCertificate read(byte[] der) throws CertificateException {
        try {
            ByteBuf certificate = DerReader.readSequence(Unpooled.wrappedBuffer(der));
            int start = certificate.readerIndex();
            ByteBuf content = DerReader.readSequence(certificate);
            byte[] signedPart = ByteBufUtil.getBytes(certificate, start, certificate.readerIndex() - start);
            String algorithm = DerReader.readObjectIdentifier(DerReader.readSequence(certificate));
            return readContent(content, signedPart, algorithm, DerReader.readBitString(certificate));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the remote's certificate is malformed: " + e.getMessage());
        }
    }

    private static ParsedCertificate readContent(
            ByteBuf content, byte[] signedPart, String algorithm, byte[] signature) {
        DerReader.skip(content); // version
        DerReader.skip(content); // serial number
        DerReader.skip(content); // signature algorithm, again
        DerReader.skip(content); // issuer
        ByteBuf validity = DerReader.readSequence(content);
        Instant notBefore = DerReader.readTime(validity);
        Instant notAfter = DerReader.readTime(validity);
        DerReader.skip(content); // subject
        int start = content.readerIndex();
        DerReader.skip(content);
        byte[] publicKey = ByteBufUtil.getBytes(content, start, content.readerIndex() - start);
        return new ParsedCertificate(
                signedPart, notBefore, notAfter, publicKey, readExtensions(content), algorithm, signature);
    }

    private static Map<String, Extension> readExtensions(ByteBuf content) {
        Map<String, Extension> extensions = new HashMap<>();
        while (content.isReadable()) {
            if (!DerReader.nextIsExplicit(content, 3)) {
                DerReader.skip(content); // the unique identifiers that nobody uses
                continue;
            }
            ByteBuf list = DerReader.readSequence(DerReader.readExplicit(content, 3));
            while (list.isReadable()) {
                ByteBuf extension = DerReader.readSequence(list);
                String id = DerReader.readObjectIdentifier(extension);
                boolean critical = DerReader.readOptionalBoolean(extension);
                if (extensions.put(id, new Extension(critical, DerReader.readOctetString(extension))) != null) {
                    throw new IllegalArgumentException("extension " + id + " occurs twice");
                }
            }
        }
        return extensions;
    }

    /** Returns whether the certificate bears a good signature of its own key. */
    boolean selfSigned() {
        Algorithm algorithm = ALGORITHMS.get(signatureAlgorithm);
        if (algorithm == null) {
            return false;
        }
        try {
            PublicKey key = KeyFactory.getInstance(algorithm.key).generatePublic(new X509EncodedKeySpec(publicKey));
            Signature verification = Signature.getInstance(algorithm.signature);
            verification.initVerify(key);
            verification.update(signedPart);
            return verification.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // providers throw, rather than answer, where a signature or key is not even well-formed
        }
    }
}
