package io.edgemesh.tunnel.tls;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecureTransportContract;
import io.netty.handler.ssl.SslProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class TlsOnJdkEngineTest extends SecureTransportContract {
    private static final Map<PeerKeyPair, SecureTransport> TRANSPORTS = new ConcurrentHashMap<>();

    @Override
    protected SecureTransport transport(PeerKeyPair key) {
        return TRANSPORTS.computeIfAbsent(key, k -> new TlsTransport(k, SslProvider.JDK));
    }
}
