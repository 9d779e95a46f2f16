package io.edgemesh.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Listens and never accepts, with a full queue: the kernel drops every further SYN without a word. */
public final class SilentServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 100;

    private final ServerSocket socket;
    private final List<Socket> queued = new ArrayList<>();

    private SilentServer(ServerSocket socket) {
        this.socket = socket;
    }

    public static SilentServer start() throws IOException {
        var server = new SilentServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        while (server.answers()) {
            // one more that waits in the queue
        }
        return server;
    }

    private boolean answers() throws IOException {
        Socket client = new Socket();
        queued.add(client);
        try {
            client.connect(socket.getLocalSocketAddress(), PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        for (Socket each : queued) {
            each.close();
        }
        socket.close();
    }
}
