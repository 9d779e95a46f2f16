package io.edgemesh.proxy.socks;

import static io.edgemesh.proxy.socks.SocksProxyTest.concat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.testing.EchoServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UdpAssociationTest {
    private static final byte[] TO_ECHO = {0, 0, 0, 3, 4, 'e', 'c', 'h', 'o', 0, 80};

    @Test
    void leadsDatagramsToAServiceAndBack() throws Exception {
        byte[] data = new byte[60_000];
        Arrays.fill(data, (byte) 7);
        try (EchoServer server = EchoServer.udp();
                var proxy = fixture(server);
                Socket control = proxy.connect();
                DatagramSocket client = client(associate(control))) {
            send(client, concat(TO_ECHO, data));

            assertThat(receive(client)).isEqualTo(concat(TO_ECHO, data));
        }
    }

    @Test
    void dropsFragmentsAndWhatIsNoDatagramOfOurs() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var proxy = fixture(server);
                Socket control = proxy.connect();
                DatagramSocket client = client(associate(control))) {
            byte[] fragment = concat(TO_ECHO, "fragment".getBytes(UTF_8));
            fragment[2] = 1;
            send(client, fragment);
            send(client, new byte[] {0});
            send(client, new byte[] {0, 0, 0, 9, 9, 9, 9});
            send(client, new byte[] {0, 0, 0, 3, (byte) 200, 'x'});
            send(client, concat(TO_ECHO, "whole".getBytes(UTF_8)));

            assertThat(receive(client)).isEqualTo(concat(TO_ECHO, "whole".getBytes(UTF_8)));
        }
    }

    @Test
    void listensToTheFirstSenderAlone() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var proxy = fixture(server);
                Socket control = proxy.connect()) {
            InetSocketAddress relay = associate(control);
            try (DatagramSocket client = client(relay);
                    DatagramSocket stranger = client(relay)) {
                send(client, concat(TO_ECHO, new byte[] {1}));
                receive(client);

                send(stranger, concat(TO_ECHO, new byte[] {2}));
                send(client, concat(TO_ECHO, new byte[] {3}));

                assertThat(receive(client)).endsWith(3);
            }
        }
    }

    @Test
    void endsWithTheConnectionItBelongsTo() throws Exception {
        try (EchoServer server = EchoServer.udp();
                var proxy = fixture(server);
                Socket control = proxy.connect();
                DatagramSocket client = client(associate(control))) {
            client.setSoTimeout(20);

            control.close();

            await().untilAsserted(() -> assertThatThrownBy(() -> {
                        send(client, concat(TO_ECHO, new byte[] {1}));
                        receive(client);
                    })
                    .isInstanceOf(PortUnreachableException.class));
        }
    }

    private static ProxyFixture fixture(EchoServer server) {
        return new ProxyFixture(ProxyFixture.socks(Map.of()))
                .service("echo", Protocol.UDP, server.address())
                .synced();
    }

    private static InetSocketAddress associate(Socket control) throws IOException {
        byte[] request = {5, 3, 0, 1, 0, 0, 0, 0, 0, 0};
        control.getOutputStream().write(concat(SocksProxyTest.greeting(), request));
        DataInputStream in = new DataInputStream(control.getInputStream());
        in.readNBytes(2);
        assertThat(in.readNBytes(4)).containsExactly(5, 0, 0, 1);
        return new InetSocketAddress(InetAddress.getByAddress(in.readNBytes(4)), in.readUnsignedShort());
    }

    private static DatagramSocket client(InetSocketAddress relay) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(20_000);
        socket.connect(relay);
        return socket;
    }

    private static void send(DatagramSocket socket, byte[] content) throws IOException {
        socket.send(new DatagramPacket(content, content.length));
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
