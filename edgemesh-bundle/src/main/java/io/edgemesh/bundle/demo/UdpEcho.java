package io.edgemesh.bundle.demo;

import io.edgemesh.api.subsystem.ListenAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;

/** Datagrams to a local port that the node forwards to a service; each comes back whole. */
final class UdpEcho implements Step {
    private static final int[] SIZES = {1, 512, 1_400, 8_000};

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String shows() {
        return "datagrams of 1 to 8000 bytes to echo.demo:7007 and back through a forward";
    }

    @Override
    public Outcome run(DemoCluster cluster) throws Exception {
        Random random = new Random(1);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(UserClient.TIMEOUT_MILLIS);
            socket.connect(cluster.listener(ListenAddress.FORWARD));
            for (int size : SIZES) {
                byte[] sent = new byte[size];
                random.nextBytes(sent);
                echo(socket, sent);
            }
        }
        return Outcome.done(
                SIZES.length + " datagrams came back whole", cluster.paths().latest("demo", "echo"));
    }

    private static void echo(DatagramSocket socket, byte[] sent) throws IOException {
        socket.send(new DatagramPacket(sent, sent.length, (InetSocketAddress) socket.getRemoteSocketAddress()));
        DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(answer);
        if (!Arrays.equals(sent, Arrays.copyOf(answer.getData(), answer.getLength()))) {
            throw new StepFailure("sent " + sent.length + " bytes, and " + answer.getLength() + " others came back");
        }
    }
}
