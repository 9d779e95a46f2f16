package io.edgemesh.bundle.demo.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server that holds one conversation with each client, on a thread of its own. */
final class SocketBackend implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final String name;
    private final ServerSocket listener;
    private final Conversation conversation;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    private SocketBackend(String name, ServerSocket listener, Conversation conversation) {
        this.name = name;
        this.listener = listener;
        this.conversation = conversation;
    }

    /** What server and client say to each other; the socket is closed at its end. */
    @FunctionalInterface
    interface Conversation {
        void with(Socket client) throws IOException;
    }

    static SocketBackend start(String name, Conversation conversation) throws IOException {
        ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        SocketBackend backend = new SocketBackend(name, listener, conversation);
        backend.inBackground(backend::accept);
        return backend;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                clients.add(client);
                inBackground(() -> converse(client));
            }
        } catch (IOException e) {
            // The listener was closed, which is how this backend ends.
        }
    }

    private void converse(Socket client) {
        try (client) {
            conversation.with(client);
        } catch (IOException e) {
            // A client that goes away in the middle is no concern of a sample server.
        } finally {
            clients.remove(client);
        }
    }

    private void inBackground(Runnable work) {
        Thread thread = new Thread(work, "demo-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
