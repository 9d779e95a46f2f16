/**
 * Securing a connection with TLS 1.3, where certificates are no more than envelopes for libp2p identities.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.tls.TlsTransport}. Every host signs a certificate for itself, in which an
 * extension says whose it is: {@code PeerCertificate} makes and checks them. Netty's {@code SslHandler} does the rest, on
 * BoringSSL where netty-tcnative is on the class path and on the JDK's engine elsewhere.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md">libp2p TLS handshake</a>
 */
@NullMarked
package io.edgemesh.tunnel.tls;

import org.jspecify.annotations.NullMarked;
