package io.edgemesh.proxy.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.proxy.SilentServer;
import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TcpForwardTest {
    private static final String SERVICE = "echo.default:80";

    @Test
    void leadsToTheService() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("hello".getBytes(UTF_8));

            assertThat(new String(client.getInputStream().readNBytes(5), UTF_8)).isEqualTo("hello");
        }
    }

    /** Pitfall: half-close cuts the other direction; of an answer of 5 MB nothing arrives. */
    @Test
    void anAnswerOfFiveMegabytesArrivesBehindAHalfClose() throws Exception {
        String answer = "a".repeat(5 * 1024 * 1024);
        try (EchoServer server = EchoServer.answeringAtEndOfInput(answer);
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("request".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).hasSize(answer.length());
        }
    }

    /** A server that speaks first and hangs up: its words must not be lost while the two are being joined. */
    @Test
    void theWordsOfAServerThatHangsUpAtOnceArrive() throws Exception {
        try (EchoServer server = EchoServer.tcp(peer -> peer.getOutputStream().write("busy\n".getBytes(UTF_8)));
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, server.address())) {
            for (int i = 0; i < 50; i++) {
                try (Socket client = proxy.connect()) {
                    assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                            .isEqualTo("busy\n");
                }
            }
        }
    }

    @Test
    void aClientOfAServiceThatCannotBeReachedIsReset() throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, EchoServer.addressWhereNobodyListens());
                Socket client = proxy.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    /** Pitfall: an endpoint that swallows SYNs; others are served at once by its siblings. */
    @Test
    void anEndpointThatSwallowsSynsIsPassedOver() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var silent = SilentServer.start();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, silent.address(), server.address())) {
            for (int i = 0; i < 10; i++) {
                try (Socket client = proxy.connect()) {
                    client.getOutputStream().write('x');

                    assertThat(client.getInputStream().read()).isEqualTo('x');
                }
            }
        }
    }

    /** Pitfall: the accept loop dials inline; one dead endpoint stalls all new connections. */
    @Test
    void acceptingDoesNotWaitForADial() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var silent = SilentServer.start();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"))
                        .service("echo", Protocol.TCP, silent.address())) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(proxy.connect());
            }

            proxy.service("echo", Protocol.TCP, server.address());
            try (Socket client = proxy.connect()) {
                client.getOutputStream().write('x');

                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void furtherClientsWaitWhileThereAreAsManyAsAllowed() throws Exception {
        Map<String, ?> settings =
                Map.of("forwards", List.of(Map.of("listen", "127.0.0.1:0", "service", SERVICE, "maxConnections", 1)));
        try (EchoServer server = EchoServer.tcp();
                var proxy = new ProxyFixture(settings).service("echo", Protocol.TCP, server.address());
                Socket first = proxy.connect()) {
            first.getOutputStream().write('1');
            assertThat(first.getInputStream().read()).isEqualTo('1');

            try (Socket second = proxy.connect()) {
                second.getOutputStream().write('2');
                CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> read(second));
                first.close();

                assertThat(answer.join()).isEqualTo('2');
            }
        }
    }

    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPortThatIsTakenSaysWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Map<String, ?> settings = Map.of("forwards", List.of(Map.of("listen", listen, "service", SERVICE)));

            assertThatThrownBy(() -> new ProxyFixture(settings))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("test, forwards[0].listen: cannot listen on " + listen)
                    .hasMessageContaining("the port is taken")
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void entriesThatAreWrongSayWhatIsExpected() {
        assertWrong(Map.of("service", SERVICE), "listen: missing");
        assertWrong(Map.of("listen", "8080x", "service", SERVICE), "an IP address and a port");
        assertWrong(Map.of("listen", "127.0.0.1:0", "service", "a.b.c.d.e:1"), "a service and its port");
        assertWrong(Map.of("listen", "127.0.0.1:0", "service", SERVICE, "protocol", "sctp"), "tcp or udp");
    }

    private static void assertWrong(Map<String, ?> entry, String message) {
        assertThatThrownBy(() -> new ProxyFixture(Map.of("forwards", List.of(entry))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("forwards[0]")
                .hasMessageContaining(message);
    }
}
