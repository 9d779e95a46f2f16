package io.edgemesh.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyGatewayTest {
    private EdgeMesh mesh;
    private EchoServer echo;
    private NettyGateway gateway;

    @BeforeEach
    void start() {
        mesh = EdgeMesh.builder().nodeName("gateway").start();
        echo = EchoServer.tcp();
        publish("echo", echo);
        gateway = NettyGateway.start(mesh, 0);
    }

    @AfterEach
    void close() {
        gateway.close();
        echo.close();
        mesh.close();
    }

    private void publish(String name, EchoServer server) {
        mesh.catalog()
                .publish(new ServiceEntry(
                        Service.builder("default", name)
                                .clusterIps(List.of(address("10.96.0.11")))
                                .ports(ServicePort.of("http", 80, Protocol.TCP))
                                .build(),
                        Map.of("http", List.of(Endpoint.of(server.address(), null))),
                        null));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a request, ends the output, and returns all that comes back. */
    private String exchange(String... parts) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.address().getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            }
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void handsTheRequestOnAsItCame() throws Exception {
        String request = "POST /x HTTP/1.1\r\nHost: echo.default\r\nContent-Length: 4\r\n\r\nbody";

        assertThat(exchange(request)).isEqualTo(request);
    }

    @Test
    void waitsForTheEndOfTheHead() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: ec", "ho.default:80\r\n", "\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: echo.default:80\r\n\r\n");
    }

    @Test
    void saysWhichServiceThereIsNot() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: nobody.default\r\n\r\n"))
                .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                .contains("nobody");
    }

    @Test
    void refusesARequestWithoutAHost() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }

    @Test
    void refusesAHeadThatNeverEnds() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(17 * 1024))).startsWith("HTTP/1.1 431 ");
    }
}
