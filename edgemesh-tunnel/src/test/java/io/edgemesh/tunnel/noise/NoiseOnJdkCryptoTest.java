package io.edgemesh.tunnel.noise;

import io.edgemesh.tunnel.crypto.CryptoProvider;
import io.edgemesh.tunnel.crypto.CryptoProviders;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.security.SecureTransport;
import io.edgemesh.tunnel.security.SecureTransportContract;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The same contract without any accelerator. */
class NoiseOnJdkCryptoTest extends SecureTransportContract {
    private static final Map<PeerKeyPair, SecureTransport> TRANSPORTS = new ConcurrentHashMap<>();

    @Override
    protected SecureTransport transport(PeerKeyPair key) {
        return TRANSPORTS.computeIfAbsent(key, k -> new NoiseTransport(k, jdk()));
    }

    private static CryptoProvider jdk() {
        List<CryptoProvider> available = CryptoProviders.available();
        return available.get(available.size() - 1);
    }
}
