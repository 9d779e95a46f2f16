package io.edgemesh.bundle.demo.backend;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** All sample servers, and the ports they listen on under the names that the manifests have for them. */
public final class Backends implements AutoCloseable {
    private static final String SECURE_HOST = "secure.demo";

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final SelfMadeCertificate certificate = SelfMadeCertificate.of(SECURE_HOST);
    private final HttpBackend hello1;
    private final HttpBackend hello2;
    private final HttpBackend secure;
    private final SocketBackend echo;
    private final UdpEcho udpEcho;
    private final SocketBackend chat;
    private final SocketBackend archive;

    private Backends() throws IOException {
        hello1 = closeLater(HttpBackend.plain("hello-1"));
        hello2 = closeLater(HttpBackend.plain("hello-2"));
        secure = closeLater(HttpBackend.tls("secure-1", certificate.serverContext()));
        echo = closeLater(SocketBackend.start("echo", Conversations::echo));
        udpEcho = closeLater(UdpEcho.start());
        chat = closeLater(SocketBackend.start("chat", WebSocketEcho::converse));
        archive = closeLater(SocketBackend.start("archive", Conversations::answerAtEndOfInput));
    }

    public static Backends start() throws IOException {
        return new Backends();
    }

    private <T extends AutoCloseable> T closeLater(T backend) {
        closing.push(backend);
        return backend;
    }

    /** Returns what stands for the servers' ports in the manifests. */
    public Map<String, String> ports() {
        return Map.of(
                "hello-1", text(hello1.port()),
                "hello-2", text(hello2.port()),
                "secure", text(secure.port()),
                "echo", text(echo.port()),
                "udp-echo", text(udpEcho.port()),
                "chat", text(chat.port()),
                "archive", text(archive.port()));
    }

    private static String text(int port) {
        return Integer.toString(port);
    }

    /** Returns the first of the two servers that greet, to be stopped and started. */
    public HttpBackend firstHello() {
        return hello1;
    }

    /** Returns a TLS context that trusts the secure server and nothing else. */
    public SSLContext trustInSecure() {
        return certificate.clientContext();
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a sample server did not close", e);
            }
        }
    }
}
