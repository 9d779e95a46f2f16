package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecuredPeer;
import io.edgemesh.tunnel.security.SecurityRequest;
import io.edgemesh.tunnel.tls.CertificateMaker.Certified;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secures connections with TLS 1.3. One instance serves all connections of a host, from any thread; it has one
 * certificate, made when it is created.
 */
public final class TlsTransport implements SecureTransport {
    /** The protocol's name in the negotiation. */
    public static final String PROTOCOL_ID = "/tls/1.0.0";

    private final TlsContexts contexts;
    private final Map<Settings, SslContext> cache = new ConcurrentHashMap<>();

    /** What a context depends on; a host uses two or so. */
    private record Settings(boolean client, List<String> muxers) {}

    /** Creates a transport of the holder of {@code identity}, on the fastest TLS engine that is here. */
    public TlsTransport(PeerKeyPair identity) {
        this(identity, bestEngine());
    }

    /** Creates a transport of the holder of {@code identity} on a chosen TLS engine. */
    public TlsTransport(PeerKeyPair identity, SslProvider engine) {
        this(
                engine,
                InstantSource.system(),
                CertificateMaker.make(
                        identity, new SecureRandom(), InstantSource.system().instant()));
    }

    TlsTransport(SslProvider engine, InstantSource clock, Certified certified) {
        contexts = new TlsContexts(engine, certified, new PeerTrustManager(clock));
    }

    /** Returns BoringSSL where it is here, the JDK's engine elsewhere. */
    public static SslProvider bestEngine() {
        return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                ? SslProvider.OPENSSL
                : SslProvider.JDK;
    }

    @Override
    public String protocolId() {
        return PROTOCOL_ID;
    }

    @Override
    public Future<SecuredPeer> secure(Channel channel, SecurityRequest request) {
        Promise<SecuredPeer> secured = channel.eventLoop().newPromise();
        SslHandler ssl = context(request).newHandler(channel.alloc());
        ssl.setHandshakeTimeoutMillis(request.timeout().toMillis());
        channel.pipeline().addLast(ssl).addLast(new TlsHandshaker(ssl, request, secured));
        return secured;
    }

    private SslContext context(SecurityRequest request) {
        return cache.computeIfAbsent(
                new Settings(request.initiator(), request.muxers()),
                settings -> contexts.create(settings.client, settings.muxers));
    }
}
