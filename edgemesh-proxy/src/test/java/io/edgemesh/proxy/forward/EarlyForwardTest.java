package io.edgemesh.proxy.forward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.HeldTransport;
import io.edgemesh.proxy.HeldTransport.Opening;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client sends while the way to its service is still being opened. */
class EarlyForwardTest {
    private static final String SERVICE = "echo.default:80";

    private final HeldTransport transport = new HeldTransport();

    private ProxyFixture proxyTo(EchoServer server) {
        return new ProxyFixture(ProxyFixture.forward(SERVICE, "tcp"), transport::in)
                .service("echo", Protocol.TCP, server.address());
    }

    @Test
    void isOfferedBeforeTheAnswerAndArrivesOnce() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = proxyTo(server);
                Socket client = proxy.connect()) {
            Opening opening = transport.opening(0);
            write(client, "one ");
            opening.awaitEarly("one ");
            write(client, "two ");
            opening.awaitEarly("one two ");

            opening.connect();
            write(client, "three");
            client.shutdownOutput();

            assertThat(rest(client)).isEqualTo("one two three");
        }
    }

    @Test
    void mayEndBeforeTheAnswer() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = proxyTo(server);
                Socket client = proxy.connect()) {
            write(client, "all");
            client.shutdownOutput();
            transport.opening(0).awaitEarly("all");

            transport.opening(0).connect();

            assertThat(rest(client)).isEqualTo("all");
        }
    }

    @Test
    void isReadNoFurtherThanItsLimit() throws Exception {
        String text = "0123456789".repeat(400_000);
        try (EchoServer server = EchoServer.tcp();
                var proxy = proxyTo(server);
                Socket client = proxy.connect()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(client, text));
            Opening opening = transport.opening(0);
            await().until(() -> opening.early().length() >= 64 * 1024);

            opening.connect();

            assertThat(new String(client.getInputStream().readNBytes(text.length()), ISO_8859_1))
                    .isEqualTo(text);
            writing.join();
            assertThat(opening.early()).hasSizeLessThanOrEqualTo(2 * 64 * 1024);
        }
    }

    @Test
    void goesToAnotherEndpointWhereTheFirstHasNotSeenIt() throws Exception {
        try (EchoServer one = EchoServer.tcp();
                EchoServer two = EchoServer.tcp();
                var proxy = proxyTo(one);
                Socket client = proxy.connect()) {
            write(client, "hello");
            transport.opening(0).awaitEarly("hello");
            proxy.service("echo", Protocol.TCP, one.address(), two.address()); // not before, or both might be asked

            transport.opening(0).refuse();
            transport.opening(1).awaitEarly("hello");
            transport.opening(1).connect();

            client.shutdownOutput();
            assertThat(rest(client)).isEqualTo("hello");
        }
    }

    @Test
    void mayBeLostAndResetsTheClientThen() throws Exception {
        try (EchoServer one = EchoServer.tcp();
                EchoServer two = EchoServer.tcp();
                var proxy = proxyTo(one);
                Socket client = proxy.connect()) {
            write(client, "hello");
            transport.opening(0).awaitEarly("hello");
            proxy.service("echo", Protocol.TCP, one.address(), two.address()); // not before, or both might be asked

            transport.opening(0).breakOff();

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(transport.size()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatResetsMeanwhileIsNotConnected() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = proxyTo(server)) {
            Opening opening;
            try (Socket client = proxy.connect()) {
                write(client, "hello");
                opening = transport.opening(0);
                opening.awaitEarly("hello");
                client.setSoLinger(true, 0);
            }

            opening.awaitCancelled();
            opening.connect();

            opening.awaitClosed();
        }
    }

    private static void write(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
