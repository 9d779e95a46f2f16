package io.edgemesh.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.edgemesh.testing.EchoServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server made by hand, that answers each request head with the text a test gives, and remembers the heads. */
final class HttpBackend implements AutoCloseable {
    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final EchoServer server;

    /** What is done after a head has been read; the connection goes on to the next head while it returns true. */
    @FunctionalInterface
    interface Answerer {
        boolean answer(String head, InputStream in, Socket client) throws IOException;
    }

    HttpBackend(Answerer answerer) {
        server = EchoServer.tcp(client -> {
            connections.incrementAndGet();
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
                heads.add(head);
                if (!answerer.answer(head, in, client)) {
                    return;
                }
            }
        });
    }

    /** Answers every request with the same text and keeps the connection. */
    static HttpBackend answering(String response) {
        return new HttpBackend((head, in, client) -> {
            write(client, response);
            return true;
        });
    }

    /** Answers with its name and the path. */
    static HttpBackend named(String name) {
        return new HttpBackend((head, in, client) -> {
            write(client, ok(name + " " + head.split(" ")[1]));
            return true;
        });
    }

    /** Answers with the next so many bytes that come behind the head. */
    static HttpBackend echoing(int length) {
        return new HttpBackend((head, in, client) -> {
            write(client, ok(new String(in.readNBytes(length), ISO_8859_1)));
            return true;
        });
    }

    /** Says that it goes on before it reads a body of that length, with which it answers. */
    static HttpBackend continuing(int length) {
        return new HttpBackend((head, in, client) -> {
            write(client, "HTTP/1.1 100 Continue\r\n\r\n");
            write(client, ok(new String(in.readNBytes(length), ISO_8859_1)));
            return true;
        });
    }

    /** Switches protocols: says something at once, and then whatever it hears. */
    static HttpBackend switching(String first) {
        return new HttpBackend((head, in, client) -> {
            write(client, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n" + first);
            in.transferTo(client.getOutputStream());
            return false;
        });
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Reads up to the empty line; empty at the end of input. */
    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
