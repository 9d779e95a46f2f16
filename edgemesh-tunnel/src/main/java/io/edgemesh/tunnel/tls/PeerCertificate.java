package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.identity.PeerPublicKey;
import io.edgemesh.tunnel.tls.ParsedCertificate.Extension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/**
 * What a peer says of itself in its certificate: {@code SEQUENCE { OCTET STRING publicKey, OCTET STRING signature }} in an
 * extension of libp2p's own, where the signature is the identity key's over the certificate's key.
 *
 * @param publicKey the identity key
 * @param signature what ties the certificate's key to it
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md#peer-authentication">Peer authentication</a>
 */
@SuppressWarnings("ArrayRecordComponent") // lives for the length of a check
record PeerCertificate(PeerPublicKey publicKey, byte[] signature) {
    static final String EXTENSION_ID = "1.3.6.1.4.1.53594.1.1";

    private static final byte[] SIGNATURE_PREFIX = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);

    /** Returns the extension's value by which {@code identity} vouches for a certificate's key. */
    static byte[] extension(PeerKeyPair identity, byte[] certificateKey) {
        return Der.sequence(
                Der.octetString(identity.publicKey().toBytes()),
                Der.octetString(identity.sign(signed(certificateKey))));
    }

    /**
     * Reads what {@code certificate} says, without checking whether it is true.
     *
     * @throws CertificateException if it says nothing of the kind
     */
    static PeerCertificate read(X509Certificate certificate) throws CertificateException {
        return read(ParsedCertificate.read(certificate.getEncoded()));
    }

    private static PeerCertificate read(ParsedCertificate certificate) throws CertificateException {
        Extension extension = certificate.extensions().get(EXTENSION_ID);
        if (extension == null) {
            throw new CertificateException(
                    "the remote's certificate lacks the libp2p extension; is it no libp2p peer?");
        }
        try {
            ByteBuf members = DerReader.readSequence(Unpooled.wrappedBuffer(extension.value()));
            PeerPublicKey publicKey = PeerPublicKey.from(DerReader.readOctetString(members));
            return new PeerCertificate(publicKey, DerReader.readOctetString(members));
        } catch (IllegalArgumentException e) {
            throw new CertificateException(
                    "the libp2p extension of the remote's certificate is malformed: " + e.getMessage());
        }
    }

    /**
     * Checks everything the specification asks for.
     *
     * @throws CertificateException if anything is wrong with the certificate; the message says what
     */
    static void check(X509Certificate[] chain, Instant now) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("the remote sent " + chain.length + " certificates (expected: 1)");
        }
        ParsedCertificate certificate = ParsedCertificate.read(chain[0].getEncoded());
        checkValidity(certificate, now);
        checkCriticalExtensions(certificate);
        PeerCertificate peer = read(certificate);
        if (!peer.publicKey.verify(signed(certificate.publicKey()), peer.signature)) {
            throw new CertificateException(
                    "the remote's certificate is not signed by its identity " + peer.publicKey.peerId());
        }
        if (!certificate.selfSigned()) {
            throw new CertificateException("the remote's certificate is not signed by itself");
        }
    }

    private static void checkValidity(ParsedCertificate certificate, Instant now) throws CertificateException {
        if (now.isBefore(certificate.notBefore()) || now.isAfter(certificate.notAfter())) {
            throw new CertificateException("the remote's certificate is good from " + certificate.notBefore() + " to "
                    + certificate.notAfter() + ", and our clock says " + now);
        }
    }

    private static void checkCriticalExtensions(ParsedCertificate certificate) throws CertificateException {
        for (Map.Entry<String, Extension> extension : certificate.extensions().entrySet()) {
            if (extension.getValue().critical() && !extension.getKey().equals(EXTENSION_ID)) {
                throw new CertificateException(
                        "the remote's certificate has a critical extension unknown to us: " + extension.getKey());
            }
        }
    }

    private static byte[] signed(byte[] certificateKey) {
        byte[] signed = Arrays.copyOf(SIGNATURE_PREFIX, SIGNATURE_PREFIX.length + certificateKey.length);
        System.arraycopy(certificateKey, 0, signed, SIGNATURE_PREFIX.length, certificateKey.length);
        return signed;
    }
}
