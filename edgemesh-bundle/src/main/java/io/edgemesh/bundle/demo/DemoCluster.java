package io.edgemesh.bundle.demo;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.MeshException;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.bundle.demo.backend.Backends;
import java.io.IOException;
import java.net.InetSocketAddress;
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
 * sample servers are; without a tunnel there is {@code edge-a} alone, and the servers run there.
 */
final class DemoCluster implements AutoCloseable {
    private static final List<Map<String, ?>> SAMPLE_FORWARDS =
            List.of(Map.of("listen", "127.0.0.1:0", "service", "echo.demo:7007", "protocol", "udp"));
    private static final int READY_SECONDS = 10;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final PathRecorder paths = new PathRecorder();
    private final DemoNodes nodes;
    private final Map<String, ?> manifests;
    private final @Nullable Backends backends;
    private final EdgeMesh edgeA;

    private DemoCluster(DemoOptions options) throws IOException, InterruptedException {
        nodes = new DemoNodes();
        try {
            if (options.manifests() == null) {
                backends = closeLater(Backends.start());
                manifests = Map.of("text", SampleManifests.text(serverNode(), backends.ports()));
            } else {
                backends = null;
                manifests = Map.of("path", options.manifests().toString());
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
        List<EdgeMesh> started = new ArrayList<>();
        if (nodes.tunnelled()) {
            started.add(closeLater(nodes.relay(manifests).start()));
            started.add(closeLater(nodes.servers(manifests).start()));
        }
        EdgeMeshBuilder clients = nodes.clients(manifests, options, backends == null ? List.of() : SAMPLE_FORWARDS);
        EdgeMesh client = closeLater(clients.interceptor(paths).start());
        started.add(client);
        for (EdgeMesh node : started) {
            awaitServices(node);
        }
        return client;
    }

    private static void awaitServices(EdgeMesh node) throws InterruptedException {
        try {
            node.ready().toCompletableFuture().get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new MeshException(node.nodeName() + " has not learnt the services within " + READY_SECONDS + " s", e);
        }
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        closing.push(part);
        return part;
    }

    /** Returns whether the nodes are joined by the tunnel. */
    boolean tunnelled() {
        return nodes.tunnelled();
    }

    private String serverNode() {
        return nodes.tunnelled() ? DemoNodes.SERVERS : DemoNodes.CLIENTS;
    }

    /** Returns the node where the clients are. */
    EdgeMesh edgeA() {
        return edgeA;
    }

    /** Returns a further node, not started, that may take no other path than over the relay. */
    EdgeMeshBuilder nodeBehindTheRelay() {
        return nodes.behindTheRelay(manifests);
    }

    /** Returns the sample servers, which are not there with a user's own manifests. */
    Backends backends() {
        if (backends == null) {
            throw new IllegalStateException("there are no sample servers beside manifests of the user's own");
        }
        return backends;
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
