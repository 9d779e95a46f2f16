package io.edgemesh.proxy.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpForwardTest {
    private static final String SERVICE = "echo.default:80";

    /** Pitfall: UDP over 4096 bytes is cut silently. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1400, 4096, 4097, 60_000, 65_507})
    void carriesDatagramsWhole(int length) throws Exception {
        byte[] sent = new byte[length];
        Arrays.fill(sent, (byte) 7);
        try (EchoServer server = EchoServer.udp();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "udp"))
                        .service("echo", Protocol.UDP, server.address());
                DatagramSocket client = client()) {
            send(client, proxy.address(), sent);

            assertThat(receive(client)).isEqualTo(sent);
        }
    }

    /** Pitfall: of 500 clients, 292 are served. */
    @Test
    void servesFiveHundredClientsAtOnce() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "udp"))
                        .service("echo", Protocol.UDP, server.address())) {
            List<DatagramSocket> clients = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                clients.add(client());
            }
            for (int i = 0; i < clients.size(); i++) {
                send(clients.get(i), proxy.address(), new byte[] {(byte) i, (byte) (i >> 8)});
            }

            for (int i = 0; i < clients.size(); i++) {
                assertThat(receive(clients.get(i))).containsExactly((byte) i, (byte) (i >> 8));
                clients.get(i).close();
            }
        }
    }

    /** Pitfall: after some 600 flows nothing works any more. Flows expire, and more than the limit displace the eldest. */
    @Test
    void flowsBeyondTheLimitDisplaceTheEldest() throws Exception {
        Map<String, ?> settings = Map.of(
                "forwards",
                List.of(Map.of("listen", "127.0.0.1:0", "service", SERVICE, "protocol", "udp", "maxFlows", 10)));
        try (EchoServer server = EchoServer.udp();
                var proxy = new ProxyFixture(settings).service("echo", Protocol.UDP, server.address())) {
            for (int i = 0; i < 1_000; i++) {
                try (DatagramSocket client = client()) {
                    send(client, proxy.address(), new byte[] {1});

                    assertThat(receive(client)).containsExactly(1);
                }
            }
        }
    }

    @Test
    void aFlowWhoseServerWasNotThereReachesItLater() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "udp"))
                        .service("echo", Protocol.UDP)
                        .synced();
                DatagramSocket client = client()) {
            send(client, proxy.address(), new byte[] {1});
            proxy.service("echo", Protocol.UDP, server.address());
            client.setSoTimeout(100);

            await().until(() -> {
                send(client, proxy.address(), new byte[] {2});
                return tryReceive(client);
            });
        }
    }

    private static boolean tryReceive(DatagramSocket client) throws IOException {
        try {
            receive(client);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static DatagramSocket client() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(DatagramSocket socket, InetSocketAddress to, byte[] content) throws IOException {
        socket.send(new DatagramPacket(content, content.length, to));
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
