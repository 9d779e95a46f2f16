package io.edgemesh.proxy.socks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.testing.EchoServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocksProxyTest {
    private static final int FORBIDDEN = 2;
    private static final int HOST_UNREACHABLE = 4;
    private static final int CONNECTION_REFUSED = 5;
    private static final int COMMAND_UNSUPPORTED = 7;

    @ParameterizedTest
    @ValueSource(strings = {"echo", "echo.default", "echo.default.svc", "echo.default.svc.cluster.local", "10.96.0.1"})
    void leadsJdkClientsToAServiceByItsNamesAndItsAddress(String host) throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy =
                        new ProxyFixture(ProxyFixture.socks(Map.of())).service("echo", Protocol.TCP, server.address());
                Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()))) {
            client.connect(InetSocketAddress.createUnresolved(host, 80));
            client.getOutputStream().write("hello".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    void keepsWhatAClientSendsAheadOfTheReply() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy =
                        new ProxyFixture(ProxyFixture.socks(Map.of())).service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            OutputStream out = client.getOutputStream();
            out.write(concat(greeting(), request(1, "echo", 80), "all at once".getBytes(UTF_8)));
            client.shutdownOutput();

            DataInputStream in = new DataInputStream(client.getInputStream());
            assertThat(in.readNBytes(2)).containsExactly(5, 0);
            assertThat(in.readNBytes(10)).startsWith(5, 0, 0, 1);
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("all at once");
        }
    }

    @Test
    void understandsRequestsThatComeByteByByte() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy =
                        new ProxyFixture(ProxyFixture.socks(Map.of())).service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            client.setTcpNoDelay(true);
            for (byte each : concat(greeting(), request(1, "echo", 80), "x".getBytes(UTF_8))) {
                client.getOutputStream().write(each);
            }

            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(12);
            assertThat(in.read()).isEqualTo('x');
        }
    }

    @Test
    void refusesAHostThatIsNoService() throws Exception {
        assertThat(reply("example.com", 1)).isEqualTo(FORBIDDEN);
    }

    @Test
    void saysThatAServiceDoesNotExist() throws Exception {
        assertThat(reply("nobody.default.svc.cluster.local", 1)).isEqualTo(HOST_UNREACHABLE);
    }

    @Test
    void saysThatAnEndpointRefuses() throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.socks(Map.of()))
                .service("echo", Protocol.TCP, EchoServer.addressWhereNobodyListens())) {
            assertThat(reply(proxy, "echo", 1)).isEqualTo(CONNECTION_REFUSED);
        }
    }

    @Test
    void saysThatBindIsNotThere() throws Exception {
        assertThat(reply("echo", 2)).isEqualTo(COMMAND_UNSUPPORTED);
    }

    /** Pitfall: services that carry the label of another proxy are left alone. */
    @Test
    void leavesServicesOfOtherProxiesAlone() throws Exception {
        Map<String, String> labels = Map.of("service.edgemesh.kubeedge.io/service-proxy-name", "other");
        try (EchoServer server = EchoServer.tcp();
                var proxy = new ProxyFixture(ProxyFixture.socks(Map.of()))
                        .service("echo", Protocol.TCP, labels, server.address())
                        .synced()) {
            assertThat(reply(proxy, "echo", 1)).isEqualTo(FORBIDDEN);
        }
    }

    @Test
    void leadsToOtherHostsWhereThatIsAllowed() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = new ProxyFixture(ProxyFixture.socks(Map.of("allowDirect", true))).synced();
                Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()))) {
            client.connect(InetSocketAddress.createUnresolved("localhost", server.port()));
            client.getOutputStream().write('x');

            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void refusesClientsThatWantToAuthenticate() throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.socks(Map.of()));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(new byte[] {5, 1, 2});

            assertThat(client.getInputStream().readAllBytes()).containsExactly(5, 0xff);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\u0004\u0001\u0000\u0050aaaa\u0000", "\u0016\u0003\u0001"})
    void closesOnClientsThatSpeakSomethingElse(String words) throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.socks(Map.of()));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(words.getBytes(UTF_8));

            assertThat(readToEnd(client)).isEmpty();
        }
    }

    @Test
    void closesOnClientsThatTakeTooLong() throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.socks(Map.of("handshakeTimeout", "50ms")));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(5);

            assertThat(readToEnd(client)).isEmpty();
        }
    }

    private static byte[] readToEnd(Socket client) throws IOException {
        try {
            return client.getInputStream().readAllBytes();
        } catch (java.net.SocketException e) {
            return new byte[0]; // reset, as what we sent was not read to its end
        }
    }

    private static int reply(String host, int command) throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.socks(Map.of())).synced()) {
            return reply(proxy, host, command);
        }
    }

    private static int reply(ProxyFixture proxy, String host, int command) throws Exception {
        try (Socket client = proxy.connect()) {
            client.getOutputStream().write(concat(greeting(), request(command, host, 80)));
            byte[] answer = client.getInputStream().readAllBytes();
            assertThat(answer).hasSize(12).startsWith(5, 0, 5);
            return answer[3];
        }
    }

    static byte[] greeting() {
        return new byte[] {5, 1, 0};
    }

    static byte[] request(int command, String host, int port) {
        byte[] name = host.getBytes(UTF_8);
        byte[] head = {5, (byte) command, 0, 3, (byte) name.length};
        return concat(head, name, new byte[] {(byte) (port >> 8), (byte) port});
    }

    static byte[] concat(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
