package io.edgemesh.benchmarks.tunnel;

import com.sun.net.httpserver.HttpServer;
import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.transport.SwarmSecret;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Three nodes in this process, of which {@code edge-a} has the relay behind a delay of 30 ms each way, and an HTTP server
 * on {@code edge-b}; also straight ahead, behind the same delay.
 */
final class LongPath implements AutoCloseable {
    static final String HOST = "web.default";
    static final String URL = "http://" + HOST + "/";

    private static final String LOOPBACK = "127.0.0.1";

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final SwarmSecret secret = SwarmSecret.of("a secret of this benchmark, which no other node has: 5c1f09");
    private final InetSocketAddress straight;
    private final EdgeMesh edgeA;

    private LongPath(String delay) throws IOException {
        InetSocketAddress server = serve();
        straight = delayed(delay, server);
        InetSocketAddress relay = freeAddress();
        Map<String, ?> proxies = Map.of(
                "socks5Proxy", Map.of("enable", true, "listenPort", 0),
                "httpProxy", Map.of("enable", true, "listenPort", 0),
                "forwards", List.of(Map.of("listen", LOOPBACK + ":0", "service", HOST + ":80")));
        start(node("cloud", relay, Map.of("listenAddresses", List.of(text(relay)))), server);
        start(node("edge-b", relay, Map.of("listenAddresses", List.of(), "paths", List.of("relay"))), server);
        edgeA = start(
                node("edge-a", delayed(delay, relay), Map.of("listenAddresses", List.of(), "paths", List.of("relay")))
                        .subsystem("proxy", proxies),
                server);
    }

    /** @param delay the path of the program that delays */
    static LongPath start(String delay) throws IOException {
        return new LongPath(delay);
    }

    private InetSocketAddress serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
        closing.push(() -> server.stop(0));
        return server.getAddress();
    }

    private InetSocketAddress delayed(String delay, InetSocketAddress target) throws IOException {
        Process process = new ProcessBuilder(delay, "-target", text(target))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        closing.push(process::destroy);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String address = String.valueOf(out.readLine());
        return new InetSocketAddress(LOOPBACK, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
        }
    }

    private EdgeMeshBuilder node(String name, InetSocketAddress relay, Map<String, ?> tunnel) {
        Map<String, Object> settings = new HashMap<>(tunnel);
        settings.putAll(Map.of("lanDiscovery", false, "portMapping", false, "kademlia", false));
        return EdgeMesh.builder()
                .nodeName(name)
                .swarmSecret(secret)
                .relay("cloud", text(relay))
                .transport("direct", Map.of())
                .transport("libp2p", settings);
    }

    private EdgeMesh start(EdgeMeshBuilder builder, InetSocketAddress server) {
        EdgeMesh node = builder.start();
        closing.push(node);
        Service service = Service.builder("default", "web")
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .build();
        node.catalog().publish(new ServiceEntry(service, Map.of("http", List.of(Endpoint.of(server, "edge-b"))), null));
        return node;
    }

    private static String text(InetSocketAddress address) {
        return LOOPBACK + ':' + address.getPort();
    }

    /** Returns where the server is behind the delay alone. */
    InetSocketAddress straight() {
        return straight;
    }

    /** Returns where {@code edge-a} has the listener of that name. */
    InetSocketAddress listener(String name) {
        return edgeA.listenAddresses().stream()
                .filter(listen -> listen.name().equals(name))
                .findFirst()
                .orElseThrow()
                .address();
    }

    @Override
    public void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }
}
