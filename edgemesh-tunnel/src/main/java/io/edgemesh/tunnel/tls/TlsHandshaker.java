package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerPublicKey;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.security.HandshakeException;
import io.edgemesh.tunnel.security.HandshakeTimeoutException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Waits behind the {@code SslHandler} for the end of its handshake, asks who the peer is, and removes itself. Whatever
 * goes wrong closes the channel and fails the promise.
 */
final class TlsHandshaker extends ChannelInboundHandlerAdapter {
    private final SslHandler ssl;
    private final SecurityRequest request;
    private final Promise<SecuredPeer> secured;

    TlsHandshaker(SslHandler ssl, SecurityRequest request, Promise<SecuredPeer> secured) {
        this.ssl = ssl;
        this.request = request;
        this.secured = secured;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            finish(ctx);
        } else {
            fail(ctx, translate(completion.cause()));
        }
    }

    private void finish(ChannelHandlerContext ctx) {
        try {
            SecuredPeer peer = new SecuredPeer(remoteKey(), muxer());
            PeerId expected = request.expectedPeer();
            if (expected != null && !expected.equals(peer.peerId())) {
                fail(ctx, new PeerIdMismatchException(expected, peer.peerId()));
                return;
            }
            ctx.pipeline().remove(this);
            secured.trySuccess(peer);
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            fail(ctx, translate(e));
        }
    }

    private PeerPublicKey remoteKey() throws CertificateException, SSLPeerUnverifiedException {
        X509Certificate certificate =
                (X509Certificate) ssl.engine().getSession().getPeerCertificates()[0];
        return PeerCertificate.read(certificate).publicKey();
    }

    private @Nullable String muxer() {
        String protocol = ssl.applicationProtocol();
        return protocol == null || protocol.equals(TlsContexts.LIBP2P) ? null : protocol;
    }

    private HandshakeException translate(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return new HandshakeTimeoutException(TlsTransport.PROTOCOL_ID, request.timeout());
        }
        if (cause instanceof ClosedChannelException) {
            return hungUp();
        }
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof CertificateException)) {
            root = root.getCause();
        }
        return new HandshakeException("the TLS handshake failed: " + root.getMessage(), cause);
    }

    private static HandshakeException hungUp() {
        return new HandshakeException("the remote hung up during the TLS handshake");
    }

    private void fail(ChannelHandlerContext ctx, HandshakeException failure) {
        secured.tryFailure(failure);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, hungUp());
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, translate(cause));
    }
}
