package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.security.HandshakeException;
import io.edgemesh.tunnel.tls.CertificateMaker.Certified;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a host shows of itself in a TLS handshake and how it judges what peers show: for transports that bring a TLS of
 * their own, such as QUIC.
 *
 * @param key         belongs to the certificate
 * @param certificate names the host by libp2p's extension
 * @param trust       takes every certificate that names its peer in this way; who it is, {@link #peerIn} says
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md">libp2p TLS handshake</a>
 */
public record TlsIdentity(PrivateKey key, X509Certificate certificate, X509ExtendedTrustManager trust) {
    /** The application protocol of libp2p. */
    public static final String ALPN = TlsContexts.LIBP2P;

    /** Makes a certificate for the holder of {@code identity}. */
    public static TlsIdentity of(PeerKeyPair identity) {
        InstantSource clock = InstantSource.system();
        Certified certified = CertificateMaker.make(identity, new SecureRandom(), clock.instant());
        return new TlsIdentity(certified.key(), certified.certificate(), new PeerTrustManager(clock));
    }

    /**
     * Returns who is at the other end, after a handshake with {@link #trust}.
     *
     * @throws HandshakeException if the certificate does not say
     */
    public static PeerId peerIn(SSLSession session) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            return PeerCertificate.read(certificate).publicKey().peerId();
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            throw new HandshakeException("the TLS handshake failed: " + e.getMessage(), e);
        }
    }
}
