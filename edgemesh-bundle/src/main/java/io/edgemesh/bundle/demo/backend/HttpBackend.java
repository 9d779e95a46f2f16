package io.edgemesh.bundle.demo.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An HTTP or HTTPS server that says its name. Not for use by several threads. */
public final class HttpBackend implements AutoCloseable {
    private final String name;
    private final @Nullable SSLContext tls;
    private HttpServer server;

    private HttpBackend(String name, @Nullable SSLContext tls) throws IOException {
        this.name = name;
        this.tls = tls;
        server = listen(0);
    }

    static HttpBackend plain(String name) throws IOException {
        return new HttpBackend(name, null);
    }

    static HttpBackend tls(String name, SSLContext context) throws IOException {
        return new HttpBackend(name, context);
    }

    private HttpServer listen(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer created;
        if (tls == null) {
            created = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            created = secure;
        }
        created.createContext("/", this::greet);
        created.start();
        return created;
    }

    private void greet(HttpExchange exchange) throws IOException {
        byte[] greeting = ("hello from " + name + '\n').getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, greeting.length);
            exchange.getResponseBody().write(greeting);
        }
    }

    public String name() {
        return name;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Stops listening and cuts off every client, as a crash does. */
    public void kill() {
        server.stop(0);
    }

    /** Listens again on the port it had. */
    public void revive() throws IOException {
        server = listen(port());
    }

    @Override
    public void close() {
        kill();
    }
}
