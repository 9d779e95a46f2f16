package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.CryptoProviders;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecureTransportContract;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class NoiseTransportTest extends SecureTransportContract {
    private static final Map<PeerKeyPair, SecureTransport> TRANSPORTS = new ConcurrentHashMap<>();

    @Override
    protected SecureTransport transport(PeerKeyPair key) {
        return TRANSPORTS.computeIfAbsent(key, k -> new NoiseTransport(k, CryptoProviders.best()));
    }
}
