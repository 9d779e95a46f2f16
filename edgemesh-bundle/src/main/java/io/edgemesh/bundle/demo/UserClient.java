package io.edgemesh.bundle.demo;

import io.edgemesh.api.subsystem.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** What a user's program beside edge-a does, with nothing but the JDK: it knows the node's ports and no more. */
final class UserClient {
    static final int TIMEOUT_MILLIS = 10_000;

    private final DemoCluster cluster;

    UserClient(DemoCluster cluster) {
        this.cluster = cluster;
    }

    /** Asks edge-a's DNS server for an IPv4 address, with the one DNS client that the JDK brings. */
    @SuppressWarnings("BanJNDI") // plain records of our own server, never an object
    String resolve(String name) throws NamingException {
        InetSocketAddress dns = cluster.listener(ListenAddress.DNS);
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", "dns://127.0.0.1:" + dns.getPort());
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute address = context.getAttributes(name, new String[] {"A"}).get("A");
            if (address == null) {
                throw new StepFailure(name + " has no address");
            }
            return address.get().toString();
        } finally {
            context.close();
        }
    }

    /** Sends a GET through edge-a's HTTP proxy on a connection of its own and returns the body. */
    String get(String url) throws IOException {
        return body((HttpURLConnection) URI.create(url).toURL().openConnection(httpProxy()));
    }

    /** Sends a GET over TLS through edge-a's HTTP proxy, which sees ciphertext only. */
    String get(String url, SSLContext trust) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) URI.create(url).toURL().openConnection(httpProxy());
        connection.setSSLSocketFactory(trust.getSocketFactory());
        return body(connection);
    }

    private Proxy httpProxy() {
        return new Proxy(Proxy.Type.HTTP, cluster.listener(ListenAddress.HTTP_PROXY));
    }

    private static String body(HttpURLConnection connection) throws IOException {
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new StepFailure(connection.getURL() + " answered with status " + status);
        }
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Connects through edge-a's SOCKS5 proxy, which gets the name and not an address. */
    Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, cluster.listener(ListenAddress.SOCKS5)));
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(InetSocketAddress.createUnresolved(host, port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
