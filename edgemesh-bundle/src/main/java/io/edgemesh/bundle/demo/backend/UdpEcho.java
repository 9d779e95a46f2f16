package io.edgemesh.bundle.demo.backend;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Sends each datagram back to where it came from. */
final class UdpEcho implements AutoCloseable {
    private static final int MAX_DATAGRAM = 65_535;

    private final DatagramSocket socket;

    private UdpEcho(DatagramSocket socket) {
        this.socket = socket;
    }

    static UdpEcho start() throws IOException {
        UdpEcho echo = new UdpEcho(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(echo::serve, "demo-udp-echo");
        thread.setDaemon(true);
        thread.start();
        return echo;
    }

    private void serve() {
        byte[] buffer = new byte[MAX_DATAGRAM];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (IOException e) {
            // The socket was closed, which is how this server ends.
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
