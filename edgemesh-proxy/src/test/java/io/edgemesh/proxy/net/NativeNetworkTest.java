package io.edgemesh.proxy.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.net.NetworkProvider;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.testing.EchoServer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same traffic over every kind of sockets that this machine has. */
class NativeNetworkTest {
    private static final String SERVICE = "echo.default:80";

    static Stream<NetworkProvider> providers() {
        return Stream.of(new NioNetworkProvider(), new EpollNetworkProvider(), new IoUringNetworkProvider());
    }

    private static void assumeAvailable(NetworkProvider provider) {
        provider.unavailable().ifPresent(reason -> assumeTrue(false, provider.name() + ": " + reason));
    }

    @Test
    void epollIsPreferredToNioAndIoUringIsNot() {
        int nio = new NioNetworkProvider().rank();

        assertThat(new EpollNetworkProvider().rank()).isGreaterThan(nio);
        assertThat(new IoUringNetworkProvider().rank()).isLessThan(nio);
    }

    @Test
    void saysWhatIsMissingInOneLine() {
        assertThat(NativeLibrary.missing("some-library", () -> new UnsatisfiedLinkError("no such file\nstack")))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("some-library", "no such file")
                        .doesNotContain("\n"));
        assertThat(NativeLibrary.missing("some-library", () -> {
                    throw new NoClassDefFoundError("gone");
                }))
                .hasValue("some-library is not on the class path");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void answersArriveBehindAHalfClose(NetworkProvider provider) throws Exception {
        assumeAvailable(provider);
        String answer = "a".repeat(5 * 1024 * 1024);
        try (EchoServer server = EchoServer.answeringAtEndOfInput(answer);
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"), provider.create(2))
                        .service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("request".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).hasSize(answer.length());
        }
    }

    /** Epoll reads what it was not asked to read when the other side ends its output; nothing of that may be lost. */
    @ParameterizedTest
    @MethodSource("providers")
    void theLastWordsOfThoseWhoHangUpAtOnceArrive(NetworkProvider provider) throws Exception {
        assumeAvailable(provider);
        try (EchoServer server = EchoServer.tcp(peer -> {
                    peer.getOutputStream().write("busy\n".getBytes(UTF_8));
                    peer.shutdownOutput();
                    peer.getInputStream().readAllBytes();
                });
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"), provider.create(2))
                        .service("echo", Protocol.TCP, server.address())) {
            for (int i = 0; i < 100; i++) {
                try (Socket client = proxy.connect()) {
                    client.getOutputStream().write("bye\n".getBytes(UTF_8));
                    client.shutdownOutput();

                    assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                            .isEqualTo("busy\n");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void datagramsStayWhole(NetworkProvider provider) throws Exception {
        assumeAvailable(provider);
        try (EchoServer server = EchoServer.udp();
                var proxy = new ProxyFixture(ProxyFixture.forward(SERVICE, "udp"), provider.create(2))
                        .service("echo", Protocol.UDP, server.address());
                DatagramSocket client =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            client.setSoTimeout(20_000);
            for (int length : List.of(1, 4097, 65_507)) {
                byte[] sent = new byte[length];
                Arrays.fill(sent, (byte) 7);
                client.send(new DatagramPacket(sent, length, proxy.address()));

                DatagramPacket received = new DatagramPacket(new byte[65_535], 65_535);
                client.receive(received);
                assertThat(Arrays.copyOf(received.getData(), received.getLength()))
                        .isEqualTo(sent);
            }
        }
    }
}
