package io.edgemesh.bundle.demo;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.MeshException;
import io.edgemesh.api.spi.Providers;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.TransportProvider;
import io.edgemesh.bundle.demo.backend.Backends;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes in one process: the relay {@code cloud}, {@code edge-a} where the clients are, and {@code edge-b} where the
 * sample servers are. They share nothing but a secret made for this run and a folder of manifests.
 *
 * <p>Without {@code edgemesh-tunnel} on the class path there is no way from one node to another: the servers then run on
 * {@code edge-a}, there is no relay, and {@link #tunnelled} says so.
 */
final class DemoCluster implements AutoCloseable {
    private static final String TUNNEL = "libp2p";
    private static final String RELAY = "cloud";
    private static final String CLIENT_NODE = "edge-a";
    private static final String SERVER_NODE = "edge-b";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int READY_SECONDS = 10;
    private static final int SECRET_BYTES = 32;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final PathRecorder paths = new PathRecorder();
    private final boolean tunnelled;
    private final SwarmSecret secret;
    private final String relayAddress;
    private final Path manifests;
    private final @Nullable Backends backends;
    private final EdgeMesh edgeA;

    private DemoCluster(DemoOptions options) throws IOException, InterruptedException {
        tunnelled = Providers.load(TransportProvider.class, DemoCluster.class.getClassLoader())
                .find(TUNNEL)
                .isPresent();
        secret = newSecret();
        relayAddress = LOOPBACK + ':' + freePort();
        try {
            if (options.manifests() == null) {
                backends = closeLater(Backends.start());
                manifests = closeLater(SampleManifests.write(serverNode(), backends.ports()))
                        .folder();
            } else {
                backends = null;
                manifests = options.manifests();
            }
            edgeA = startNodes(options);
        } catch (RuntimeException | Error | IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything and waits until the services are known.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a port is taken or the manifests cannot be read
     */
    static DemoCluster start(DemoOptions options) throws IOException, InterruptedException {
        return new DemoCluster(options);
    }

    private EdgeMesh startNodes(DemoOptions options) throws InterruptedException {
        List<EdgeMesh> nodes = new ArrayList<>();
        if (tunnelled) {
            nodes.add(closeLater(node(RELAY).start()));
            nodes.add(closeLater(node(SERVER_NODE).start()));
        }
        EdgeMesh client = closeLater(clientNode(options).start());
        nodes.add(client);
        for (EdgeMesh node : nodes) {
            awaitServices(node);
        }
        return client;
    }

    private EdgeMeshBuilder clientNode(DemoOptions options) {
        Map<String, ?> udpForward = Map.of("listen", LOOPBACK + ":0", "service", "echo.demo:7007", "protocol", "udp");
        return node(CLIENT_NODE)
                .interceptor(paths)
                .subsystem("dns", Map.of("listenAddresses", List.of(LOOPBACK + ':' + options.dnsPort())))
                .subsystem(
                        "proxy",
                        Map.of(
                                "socks5Proxy", listener(options.socksPort()),
                                "httpProxy", listener(options.httpPort()),
                                "forwards", backends == null ? List.of() : List.of(udpForward)));
    }

    private static Map<String, ?> listener(int port) {
        return Map.of("enable", true, "listenAddress", LOOPBACK, "listenPort", port);
    }

    private EdgeMeshBuilder node(String name) {
        String listen = name.equals(RELAY) ? relayAddress : LOOPBACK + ":0";
        return node(name, Map.of("listenAddresses", List.of(listen)));
    }

    private EdgeMeshBuilder node(String name, Map<String, ?> tunnel) {
        EdgeMeshBuilder builder = EdgeMesh.builder()
                .nodeName(name)
                .metadata("manifests", Map.of("path", manifests.toString()))
                .transport("direct", Map.of());
        if (tunnelled) {
            builder.swarmSecret(secret).relay(RELAY, relayAddress).transport(TUNNEL, tunnel);
        }
        return builder;
    }

    /** Returns a further node, not started, that listens nowhere and may take no other path than over a relay. */
    EdgeMeshBuilder nodeBehindTheRelay() {
        return node("edge-c", Map.of("listenAddresses", List.of(), "paths", List.of("relay")));
    }

    /** Waits until a node knows the services. */
    static void awaitServices(EdgeMesh node) throws InterruptedException {
        try {
            node.ready().toCompletableFuture().get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new MeshException(node.nodeName() + " has not learnt the services within " + READY_SECONDS + " s", e);
        }
    }

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

    private <T extends AutoCloseable> T closeLater(T part) {
        closing.push(part);
        return part;
    }

    /** Returns whether the nodes are joined by the tunnel. */
    boolean tunnelled() {
        return tunnelled;
    }

    /** Returns the node that the servers run on. */
    String serverNode() {
        return tunnelled ? SERVER_NODE : CLIENT_NODE;
    }

    /** Returns the node where the clients are. */
    EdgeMesh edgeA() {
        return edgeA;
    }

    /** Returns the sample servers, which are not there with a user's own manifests. */
    Backends backends() {
        if (backends == null) {
            throw new IllegalStateException("there are no sample servers beside manifests of the user's own");
        }
        return backends;
    }

    Path manifests() {
        return manifests;
    }

    PathRecorder paths() {
        return paths;
    }

    /** Returns where edge-a has a listener of that name. */
    InetSocketAddress listener(String name) {
        return edgeA.listenAddresses().stream()
                .filter(listen -> listen.name().equals(name))
                .map(ListenAddress::address)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("edge-a has no listener named " + name));
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the demo did not close", e);
            }
        }
    }
}
