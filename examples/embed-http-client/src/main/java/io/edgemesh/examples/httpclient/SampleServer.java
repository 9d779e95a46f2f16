package io.edgemesh.examples.httpclient;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Something to call: an HTTP server on a loopback port that says hello. */
public final class SampleServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 18081;

    private final HttpServer server;

    private SampleServer(HttpServer server) {
        this.server = server;
    }

    /** Expects a port, or nothing for the one in the example's manifests. */
    public static void main(String[] arguments) throws IOException {
        start(arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]));
    }

    static SampleServer start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        byte[] greeting = "hello from a sample server\n".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, greeting.length);
                exchange.getResponseBody().write(greeting);
            }
        });
        server.start();
        return new SampleServer(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
