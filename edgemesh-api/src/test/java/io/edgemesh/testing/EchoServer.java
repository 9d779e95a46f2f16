package io.edgemesh.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A backend on a loopback port, made of plain blocking sockets so that it shares no code with what it tests. */
public final class EchoServer implements AutoCloseable {
    private static final int MAX_DATAGRAM = 65_535;

    private final InetSocketAddress address;
    private final AutoCloseable socket;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    private EchoServer(InetSocketAddress address, AutoCloseable socket) {
        this.address = address;
        this.socket = socket;
    }

    /** Sends back what it reads; ends its output when its input ends. */
    public static EchoServer tcp() {
        return tcp(client -> {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
            client.shutdownOutput();
        });
    }

    /** Reads to the end of its input and only then answers. */
    public static EchoServer answeringAtEndOfInput(String answer) {
        return tcp(client -> {
            client.getInputStream().readAllBytes();
            client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
        });
    }

    /** Handles each client on a thread of its own with the given conversation. */
    public static EchoServer tcp(Conversation conversation) {
        try {
            ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            EchoServer echo = new EchoServer((InetSocketAddress) server.getLocalSocketAddress(), server);
            daemon(() -> echo.accept(server, conversation));
            return echo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one client and the server say to each other; the socket is closed at its end. */
    @FunctionalInterface
    public interface Conversation {
        void with(Socket client) throws IOException;
    }

    /** Sends each datagram back to where it came from. */
    public static EchoServer udp() {
        try {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            daemon(() -> {
                byte[] buffer = new byte[MAX_DATAGRAM];
                while (true) {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    socket.send(packet);
                }
            });
            return new EchoServer((InetSocketAddress) socket.getLocalSocketAddress(), socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a loopback address whose port was free a moment ago. */
    public static InetSocketAddress addressWhereNobodyListens() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) free.getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket server, Conversation conversation) throws IOException {
        while (true) {
            Socket client = server.accept();
            clients.add(client);
            daemon(() -> {
                try (client) {
                    conversation.with(client);
                } finally {
                    clients.remove(client);
                }
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // A closed socket is how the server, and many a client, ends.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public InetSocketAddress address() {
        return address;
    }

    public int port() {
        return address.getPort();
    }

    /** Stops listening and cuts every client off. */
    @Override
    public void close() {
        closeQuietly(socket);
        Consumer<Socket> cut = EchoServer::closeQuietly;
        clients.forEach(cut);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
