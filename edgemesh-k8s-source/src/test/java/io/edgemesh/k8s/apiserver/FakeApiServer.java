package io.edgemesh.k8s.apiserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgemesh.k8s.Fixtures;
import io.edgemesh.k8s.yaml.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of an API server as lists and watches need: pages, resource versions, bookmarks, a history that is cut. */
final class FakeApiServer implements AutoCloseable {
    private static final Map<String, String> PATHS = Map.of(
            "Service", "/api/v1/services",
            "Endpoints", "/api/v1/endpoints",
            "EndpointSlice", "/apis/discovery.k8s.io/v1/endpointslices",
            "DestinationRule", "/apis/networking.istio.io/v1alpha3/destinationrules");

    private final Map<String, TreeMap<String, Map<String, Object>>> objects = new HashMap<>();
    private final List<Event> history = new ArrayList<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> forbidden = new HashSet<>();
    private long version = 1;
    private long oldest;
    private int lists;
    private int port;
    private HttpServer server;
    private ExecutorService threads;

    private record Event(long version, String path, String type, Map<String, Object> object) {}

    FakeApiServer() throws IOException {
        PATHS.values().forEach(path -> objects.put(path, new TreeMap<>()));
        start();
    }

    synchronized void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    synchronized void stop() {
        server.stop(0);
        threads.shutdownNow();
        server = null;
        notifyAll();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Adds an object or replaces the one of its name. */
    synchronized void put(String yaml) {
        Map<String, Object> object = new LinkedHashMap<>();
        Fixtures.tree(yaml).forEach((key, value) -> object.put(key.toString(), value));
        String path = PATHS.get(object.get("kind"));
        Map<String, Object> metadata = new LinkedHashMap<>();
        ((Map<?, ?>) object.get("metadata")).forEach((key, value) -> metadata.put(key.toString(), value));
        metadata.put("resourceVersion", Long.toString(++version));
        object.put("metadata", metadata);
        boolean known = objects.get(path).put(key(metadata), object) != null;
        changed(new Event(version, path, known ? "MODIFIED" : "ADDED", object));
    }

    synchronized void delete(String kind, String namespace, String name) {
        Map<String, Object> object = objects.get(PATHS.get(kind)).remove(namespace + '/' + name);
        changed(new Event(++version, PATHS.get(kind), "DELETED", object));
    }

    private void changed(Event event) {
        history.add(event);
        notifyAll();
    }

    private static String key(Map<String, Object> metadata) {
        return metadata.getOrDefault("namespace", "default") + "/" + metadata.get("name");
    }

    /** Forgets the past: who watches from there has to list anew. */
    synchronized void compact() {
        history.clear();
        oldest = version;
        notifyAll();
    }

    synchronized void leaveOut(String kind) {
        missing.add(PATHS.get(kind));
    }

    synchronized void forbid(String kind) {
        forbidden.add(PATHS.get(kind));
    }

    synchronized int lists() {
        return lists;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getQuery());
        int status = status(path);
        if (status != 200) {
            answer(exchange, status, Map.of("kind", "Status", "code", status));
        } else if (query.containsKey("watch")) {
            watch(exchange, path, Long.parseLong(query.get("resourceVersion")));
        } else {
            answer(exchange, 200, list(path, query));
        }
    }

    private synchronized int status(String path) {
        if (forbidden.contains(path)) {
            return 403;
        }
        return objects.containsKey(path) && !missing.contains(path) ? 200 : 404;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&")) {
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return query;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        StringBuilder json = new StringBuilder();
        JsonText.write(body, json);
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private synchronized Map<String, Object> list(String path, Map<String, String> query) {
        lists++;
        int limit = Integer.parseInt(query.get("limit"));
        List<Map<String, Object>> items =
                objects.get(path).tailMap(query.getOrDefault("continue", ""), false).values().stream()
                        .map(FakeApiServer::untyped)
                        .toList();
        Map<String, Object> metadata = new HashMap<>(Map.of("resourceVersion", Long.toString(version)));
        if (items.size() > limit) {
            items = items.subList(0, limit);
            Map<?, ?> last = (Map<?, ?>) items.get(limit - 1).get("metadata");
            metadata.put("continue", last.get("namespace") + "/" + last.get("name"));
        }
        return Map.of("metadata", metadata, "items", items);
    }

    /** Items of a list carry neither kind nor API version. */
    private static Map<String, Object> untyped(Map<String, Object> object) {
        Map<String, Object> item = new LinkedHashMap<>(object);
        item.remove("kind");
        item.remove("apiVersion");
        return item;
    }

    private void watch(HttpExchange exchange, String path, long from) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            HttpServer mine = server;
            long seen = from;
            while (true) {
                Event next = next(path, seen, mine);
                if (next == null) {
                    return;
                }
                StringBuilder line = new StringBuilder();
                JsonText.write(Map.of("type", next.type(), "object", next.object()), line);
                out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (next.type().equals("ERROR")) {
                    return;
                }
                seen = next.version();
            }
        }
    }

    /** Waits for the first event after a version; {@code null} once the server has stopped. */
    private synchronized Event next(String path, long seen, HttpServer mine) {
        while (server == mine && server != null) {
            if (seen < oldest) {
                return new Event(0, path, "ERROR", Map.of("kind", "Status", "code", 410, "reason", "Expired"));
            }
            for (Event event : history) {
                if (event.version() > seen && event.path().equals(path)) {
                    return event;
                }
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            stop();
        }
    }
}
