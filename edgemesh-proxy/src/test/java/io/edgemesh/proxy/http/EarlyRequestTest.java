package io.edgemesh.proxy.http;

import static io.edgemesh.proxy.http.HttpBackend.readHead;
import static io.edgemesh.proxy.http.HttpBackend.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.HeldTransport;
import io.edgemesh.proxy.HeldTransport.Opening;
import io.edgemesh.proxy.ProxyFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that come while the way to their service is still being opened. */
class EarlyRequestTest {
    private final HeldTransport transport = new HeldTransport();

    private ProxyFixture proxyTo(HttpBackend... backends) {
        return new ProxyFixture(ProxyFixture.http(Map.of()), transport::in)
                .service(
                        "web",
                        Protocol.TCP,
                        Arrays.stream(backends).map(HttpBackend::address).toArray(InetSocketAddress[]::new));
    }

    private static String text(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), ISO_8859_1);
    }

    @Test
    void aRequestIsOfferedBeforeTheAnswerAndArrivesOnce() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/a HTTP/1.1\r\n\r\n");
            transport.opening(0).awaitEarly("GET /a HTTP/1.1\r\nhost: web\r\nvia: 1.1 edgemesh\r\n\r\n");

            transport.opening(0).connect();

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, 6)).isEqualTo("web /a");
            assertThat(backend.heads).containsExactly(transport.opening(0).early());
        }
    }

    @Test
    void aBodyGoesAlongAsFarAsItHasCome() throws Exception {
        try (var backend = HttpBackend.echoing(10);
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: 10\r\n\r\n012");
            Opening opening = transport.opening(0);
            await().until(() -> opening.early().endsWith("\r\n\r\n012"));
            write(client, "345");
            await().until(() -> opening.early().endsWith("\r\n\r\n012345"));

            opening.connect();
            write(client, "6789");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, 10)).isEqualTo("0123456789");
        }
    }

    @Test
    void aChunkedBodyGoesOnInChunks() throws Exception {
        String chunks = "3\r\none\r\n3\r\ntwo\r\n0\r\nx-sum: 6\r\n\r\n";
        try (var backend = HttpBackend.echoing(chunks.length());
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            Opening opening = transport.opening(0);
            await().until(() -> opening.early().endsWith("\r\n\r\n3\r\none\r\n"));

            opening.connect();
            write(client, "3\r\ntwo\r\n0\r\nx-sum: 6\r\n\r\n");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, chunks.length())).isEqualTo(chunks);
        }
    }

    @Test
    void ofABigBodyTheRestWaitsForTheConnection() throws Exception {
        String body = "0123456789".repeat(300_000);
        try (var backend = HttpBackend.echoing(body.length());
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Opening opening = transport.opening(0);
            await().until(() -> opening.early().length() >= 64 * 1024);

            opening.connect();

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, body.length())).isEqualTo(body);
            writing.join();
            assertThat(opening.early()).hasSizeLessThanOrEqualTo(2 * 64 * 1024);
        }
    }

    @Test
    void theAnswerToHeadHasNoBodyAndTheConnectionServesTheNext() throws Exception {
        try (var backend = HttpBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "HEAD http://web/1 HTTP/1.1\r\n\r\n");
            transport.opening(0).connect();
            assertThat(readHead(client.getInputStream())).containsIgnoringCase("content-length: 1000");

            write(client, "HEAD http://web/2 HTTP/1.1\r\n\r\n");

            assertThat(readHead(client.getInputStream())).containsIgnoringCase("content-length: 1000");
            assertThat(backend.heads).hasSize(2);
            assertThat(transport.size()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatExpectsToBeToldToContinueDoesNotWaitForItsBody() throws Exception {
        try (var backend = HttpBackend.continuing(4);
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            await().until(() -> transport.opening(0).early().endsWith("\r\n\r\n"));

            transport.opening(0).connect();
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 100 Continue");
            write(client, "body");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, 4)).isEqualTo("body");
        }
    }

    @Test
    void requestsBehindTheFirstWaitForItsAnswer() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/1 HTTP/1.1\r\n\r\nGET http://web/2 HTTP/1.1\r\n\r\n");
            transport.opening(0).connect();

            for (String body : new String[] {"web /1", "web /2"}) {
                assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
                assertThat(text(client, 6)).isEqualTo(body);
            }
            assertThat(transport.opening(0).early()).startsWith("GET /1 ").doesNotContain("GET /2 ");
            assertThat(backend.heads).hasSize(2);
        }
    }

    @Test
    void anUpgradeJoinsTheTwo() throws Exception {
        try (var backend = HttpBackend.switching("hi ");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/chat HTTP/1.1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
            transport.opening(0).connect();

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            write(client, "there");
            assertThat(text(client, 8)).isEqualTo("hi there");
        }
    }

    @Test
    void aRequestThatAnEndpointHasNotSeenGoesToAnother() throws Exception {
        try (var one = HttpBackend.echoing(4);
                var two = HttpBackend.echoing(4);
                var proxy = proxyTo(one, two);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody");
            await().until(() -> transport.opening(0).early().endsWith("body"));

            transport.opening(0).refuse();
            transport.opening(1).awaitEarly(transport.opening(0).early());
            transport.opening(1).connect();

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, 4)).isEqualTo("body");
        }
    }

    @Test
    void aRequestThatMayBeRepeatedGoesToAnotherInAnyCase() throws Exception {
        try (var one = HttpBackend.named("web");
                var two = HttpBackend.named("web");
                var proxy = proxyTo(one, two);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/ HTTP/1.1\r\n\r\n");
            await().until(() -> transport.opening(0).early().endsWith("\r\n\r\n"));

            transport.opening(0).breakOff();
            transport.opening(1).connect();

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aRequestThatMayHaveArrivedIsNotRepeatedAndItsRestThrownAway() throws Exception {
        try (var one = HttpBackend.named("web");
                var two = HttpBackend.named("web");
                var proxy = proxyTo(one, two);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: 8\r\n\r\nbody");
            await().until(() -> transport.opening(0).early().endsWith("body"));

            transport.opening(0).breakOff();
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 502 Bad Gateway");
            write(client, "rest");
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes())
                    .asString(ISO_8859_1)
                    .contains("no other endpoint gets it")
                    .doesNotContain("HTTP/1.1");
            assertThat(transport.size()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatIsNoneIsRefusedAtOnce() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 400 Bad Request");
            transport.opening(0).connect();

            transport.opening(0).awaitClosed();
        }
    }

    @Test
    void aClientThatGoesAwayIsNotConnected() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = proxyTo(backend)) {
            Opening opening;
            try (Socket client = proxy.connect()) {
                write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: 100\r\n\r\nbody");
                opening = transport.opening(0);
                await().until(() -> opening.early().endsWith("body"));
                client.setSoLinger(true, 0);
            }

            opening.awaitCancelled();
            opening.connect();

            opening.awaitClosed();
        }
    }

    @Test
    void aHostOutsideTheMeshGetsItsRequestOnce() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = new ProxyFixture(ProxyFixture.http(Map.of("allowDirect", true))).synced();
                Socket client = proxy.connect()) {
            write(client, "GET http://127.0.0.1:" + backend.address().getPort() + "/a HTTP/1.1\r\n\r\n");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(text(client, 6)).isEqualTo("web /a");
            assertThat(backend.heads).hasSize(1);
        }
    }
}
