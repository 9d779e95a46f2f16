package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.tls.CertificateMaker.Certified;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * TLS as libp2p wants it: version 1.3 alone, both sides show a certificate, no server name, and the muxers among the
 * application protocols before {@value #LIBP2P}.
 */
record TlsContexts(SslProvider engine, Certified certified, TrustManager trust) {
    static final String LIBP2P = "libp2p";

    /** AES with the shorter key first: it is the fastest where processors have instructions for it. */
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    SslContext create(boolean client, List<String> muxers) {
        SslContextBuilder builder = client
                ? SslContextBuilder.forClient()
                        .keyManager(certified.key(), certified.certificate())
                        .endpointIdentificationAlgorithm(null)
                : SslContextBuilder.forServer(certified.key(), certified.certificate())
                        .clientAuth(ClientAuth.REQUIRE);
        try {
            return builder.sslProvider(engine)
                    .protocols("TLSv1.3")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .trustManager(trust)
                    .applicationProtocolConfig(applicationProtocols(muxers))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS engine " + engine + " does not take our settings", e);
        }
    }

    private static ApplicationProtocolConfig applicationProtocols(List<String> muxers) {
        List<String> protocols = new ArrayList<>(muxers);
        protocols.add(LIBP2P);
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols);
    }
}
