package io.edgemesh.bundle.demo;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.spi.Providers;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.TransportProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/**
 * What the demo's nodes are made of, each with the builder that any embedder uses. They have a secret in common that is
 * made for this run, and the settings of their {@code manifests}.
 *
 * <p>Without {@code edgemesh-tunnel} on the class path there is no way from one node to another: {@link #tunnelled} says so.
 */
final class DemoNodes {
    static final String RELAY = "cloud";
    static final String CLIENTS = "edge-a";
    static final String SERVERS = "edge-b";
    private static final String BEHIND_THE_RELAY = "edge-c";
    private static final String TUNNEL = "libp2p";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SECRET_BYTES = 32;

    private final boolean tunnelled = Providers.load(TransportProvider.class, DemoNodes.class.getClassLoader())
            .find(TUNNEL)
            .isPresent();
    private final SwarmSecret secret = newSecret();
    private final String relayAddress = LOOPBACK + ':' + freePort();

    DemoNodes() throws IOException {}

    private static SwarmSecret newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return SwarmSecret.of(bytes);
    }

    /** The relay's port has to be known to all before any of them starts. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns whether the nodes are joined by the tunnel. */
    boolean tunnelled() {
        return tunnelled;
    }

    EdgeMeshBuilder relay(Map<String, ?> manifests) {
        return node(RELAY, manifests, Map.of("listenAddresses", List.of(relayAddress)));
    }

    /** Returns the node where the servers are. */
    EdgeMeshBuilder servers(Map<String, ?> manifests) {
        return node(SERVERS, manifests, Map.of("listenAddresses", List.of(LOOPBACK + ":0")));
    }

    /** Returns the node where the clients are, with DNS, proxies and the forwards. */
    EdgeMeshBuilder clients(Map<String, ?> manifests, DemoOptions options, List<Map<String, ?>> forwards) {
        return node(CLIENTS, manifests, Map.of("listenAddresses", List.of(LOOPBACK + ":0")))
                .subsystem("dns", Map.of("listenAddresses", List.of(LOOPBACK + ':' + options.dnsPort())))
                .subsystem(
                        "proxy",
                        Map.of(
                                "socks5Proxy", listener(options.socksPort()),
                                "httpProxy", listener(options.httpPort()),
                                "forwards", forwards));
    }

    private static Map<String, ?> listener(int port) {
        return Map.of("enable", true, "listenAddress", LOOPBACK, "listenPort", port);
    }

    /** Returns a node that listens nowhere and may take no other path than over the relay. */
    EdgeMeshBuilder behindTheRelay(Map<String, ?> manifests) {
        return node(BEHIND_THE_RELAY, manifests, Map.of("listenAddresses", List.of(), "paths", List.of("relay")));
    }

    private EdgeMeshBuilder node(String name, Map<String, ?> manifests, Map<String, ?> tunnel) {
        EdgeMeshBuilder builder = EdgeMesh.builder()
                .nodeName(name)
                .metadata("manifests", manifests)
                .transport("direct", Map.of());
        if (tunnelled) {
            builder.swarmSecret(secret).relay(RELAY, relayAddress).transport(TUNNEL, tunnel);
        }
        return builder;
    }
}
