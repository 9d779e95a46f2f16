package io.edgemesh.proxy.http;

import static io.edgemesh.proxy.http.HttpBackend.ok;
import static io.edgemesh.proxy.http.HttpBackend.readHead;
import static io.edgemesh.proxy.http.HttpBackend.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.ProxyFixture;
import io.edgemesh.proxy.SilentServer;
import io.edgemesh.testing.EchoServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte by byte over plain sockets. */
class HttpProxyTest {
    private static ProxyFixture proxy() {
        return new ProxyFixture(ProxyFixture.http(Map.of()));
    }

    private static ProxyFixture proxyTo(HttpBackend backend) {
        return proxy().service("web", Protocol.TCP, backend.address()).synced();
    }

    /** Sends a request and reads to the end of the connection. */
    private static String exchange(ProxyFixture proxy, String request) throws IOException {
        try (Socket client = proxy.connect()) {
            write(client, request);
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void leadsARequestInAbsoluteFormToItsService() throws Exception {
        try (var backend = HttpBackend.answering(ok("hello"));
                var proxy = proxyTo(backend)) {
            String answer = exchange(proxy, "GET http://web.default/a?b HTTP/1.1\r\nHost: web.default\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
            assertThat(backend.heads.get(0)).startsWith("GET /a?b HTTP/1.1\r\n");
        }
    }

    @Test
    void keepsHopByHopHeadersToItself() throws Exception {
        try (var backend = HttpBackend.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: X-Mine\r\nX-Mine: 1\r\nX-Kept: 1\r\n\r\n");
                var proxy = proxyTo(backend)) {
            String answer = exchange(
                    proxy,
                    "GET http://web/ HTTP/1.1\r\nHost: liar\r\nProxy-Connection: keep-alive\r\nConnection: X-Secret\r\n"
                            + "X-Secret: 1\r\nProxy-Authorization: Basic eA==\r\nTE: trailers\r\nX-Kept: 1\r\n\r\n");

            assertThat(backend.heads.get(0))
                    .contains("host: web\r\n", "X-Kept: 1\r\n", "via: 1.1 edgemesh\r\n")
                    .doesNotContainIgnoringCase("liar")
                    .doesNotContainIgnoringCase("Proxy-")
                    .doesNotContainIgnoringCase("X-Secret")
                    .doesNotContainIgnoringCase("TE: trailers");
            assertThat(answer).containsIgnoringCase("X-Kept: 1").doesNotContainIgnoringCase("X-Mine");
        }
    }

    @Test
    void aConnectionHeaderCannotTakeAwayTheFraming() throws Exception {
        try (var backend = HttpBackend.echoing(4);
                var proxy = proxyTo(backend)) {
            String answer = exchange(
                    proxy,
                    "POST http://web/ HTTP/1.1\r\nHost: web\r\nConnection: Content-Length, Host\r\n"
                            + "Content-Length: 4\r\n\r\nbody");

            assertThat(answer).endsWith("\r\n\r\nbody");
            assertThat(backend.heads).hasSize(1);
        }
    }

    @Test
    void answersPipelinedRequestsToChangingHostsInTheirOrder() throws Exception {
        try (var one = HttpBackend.named("one");
                var two = HttpBackend.named("two");
                var proxy = proxy().service("one", Protocol.TCP, one.address())
                        .service("two", Protocol.TCP, two.address())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                requests.append("GET http://")
                        .append(i % 3 == 0 ? "one" : "two")
                        .append("/" + i + " HTTP/1.1\r\n\r\n");
            }

            String answer = exchange(proxy, requests.toString());

            String[] bodies = answer.split("HTTP/1.1 200 OK\r\n");
            assertThat(bodies).hasSize(21);
            for (int i = 0; i < 20; i++) {
                assertThat(bodies[i + 1]).endsWith("\r\n\r\n" + (i % 3 == 0 ? "one" : "two") + " /" + i);
            }
        }
    }

    @Test
    void keepsTheConnectionToATarget() throws Exception {
        try (var backend = HttpBackend.named("web");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                write(client, "GET http://web/" + i + " HTTP/1.1\r\n\r\n");
                assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
                client.getInputStream().readNBytes(6);
            }

            assertThat(backend.connections).hasValue(1);
        }
    }

    @Test
    void asksAgainIfAKeptConnectionHadClosed() throws Exception {
        try (var backend = new HttpBackend((head, in, client) -> {
                    write(client, ok("once"));
                    return false; // and hangs up without having said so
                });
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                write(client, "GET http://web/ HTTP/1.1\r\n\r\n");
                assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
                client.getInputStream().readNBytes(4);
            }
        }
    }

    @Test
    void carriesBodiesBothWays() throws Exception {
        int length = 3_000_000;
        try (var backend = HttpBackend.echoing(length);
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));

            assertThat(readHead(client.getInputStream())).contains("200 OK");
            assertThat(client.getInputStream().readNBytes(length))
                    .hasSize(length)
                    .containsOnly('x');
        }
    }

    @Test
    void passesInterimResponsesOn() throws Exception {
        try (var backend = HttpBackend.continuing(4);
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "POST http://web/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 100 Continue");

            write(client, "body");

            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            assertThat(client.getInputStream().readNBytes(4))
                    .asString(ISO_8859_1)
                    .isEqualTo("body");
        }
    }

    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        try (var backend = HttpBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                var proxy = proxyTo(backend)) {
            String answer = exchange(
                    proxy, "HEAD http://web/ HTTP/1.1\r\n\r\nHEAD http://web/ HTTP/1.1\r\nConnection: close\r\n\r\n");

            assertThat(answer).containsIgnoringCase("content-length: 1000").endsWith("\r\n\r\n");
            assertThat(answer.split("HTTP/1.1 200 OK")).hasSize(3);
        }
    }

    @Test
    void aBodyThatEndsWithTheConnectionIsChunkedForTheClient() throws Exception {
        try (var backend = new HttpBackend((head, in, client) -> {
                    write(client, "HTTP/1.1 200 OK\r\n\r\nto the end");
                    return false;
                });
                var proxy = proxyTo(backend)) {
            String answer = exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n");

            assertThat(answer)
                    .containsIgnoringCase("transfer-encoding: chunked")
                    .contains("to the end")
                    .endsWith("0\r\n\r\n");
        }
    }

    @Test
    void anHttp10ClientGetsAChunkedBodyPlain() throws Exception {
        try (var backend = HttpBackend.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/ HTTP/1.0\r\n\r\n");

            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(answer).doesNotContainIgnoringCase("transfer-encoding").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void halfAnAnswerEndsInAReset() throws Exception {
        try (var backend = new HttpBackend((head, in, client) -> {
                    write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    return false;
                });
                var proxy = proxyTo(backend)) {
            assertThatThrownBy(() -> exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n"))
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void connectJoinsTheClientWithTheService() throws Exception {
        try (EchoServer server = EchoServer.tcp();
                var proxy = proxy().service("web", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            write(client, "CONNECT web:80 HTTP/1.1\r\nHost: web:80\r\n\r\nearly");

            assertThat(readHead(client.getInputStream())).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
            write(client, " late");
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .asString(ISO_8859_1)
                    .isEqualTo("early late");
        }
    }

    @Test
    void aConnectBehindARequestGivesUpTheConnectionOfThat() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (EchoServer server = EchoServer.tcp();
                EchoServer web = EchoServer.tcp(peer -> {
                    readHead(peer.getInputStream());
                    write(peer, ok("hello"));
                    end.complete(peer.getInputStream().read());
                });
                var proxy = proxy().service("web", Protocol.TCP, web.address())
                        .service("echo", Protocol.TCP, server.address());
                Socket client = proxy.connect()) {
            write(client, "GET http://web/ HTTP/1.1\r\n\r\n");
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
            client.getInputStream().readNBytes(5);

            write(client, "CONNECT echo:80 HTTP/1.1\r\n\r\n");

            assertThat(readHead(client.getInputStream())).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
            assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
            write(client, "x");
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void anUpgradeJoinsTheClientWithTheService() throws Exception {
        try (var backend = HttpBackend.switching("hi ");
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/chat HTTP/1.1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");

            assertThat(readHead(client.getInputStream()))
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Upgrade: echo\r\n");
            write(client, "there");
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .asString(ISO_8859_1)
                    .isEqualTo("hi there");
            assertThat(backend.heads.get(0)).containsIgnoringCase("connection: upgrade");
        }
    }

    @Test
    void anUpgradeThatIsDeclinedIsAnAnswerLikeAnyOther() throws Exception {
        try (var backend = HttpBackend.answering(ok("no"));
                var proxy = proxyTo(backend);
                Socket client = proxy.connect()) {
            write(client, "GET http://web/ HTTP/1.1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");

            assertThat(readHead(client.getInputStream())).contains("200 OK");
        }
    }

    @Test
    void aHostThatIsNoServiceIsForbidden() throws Exception {
        try (var proxy = proxy().synced()) {
            assertThat(exchange(proxy, "GET http://example.com/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden")
                    .contains("edgemesh: example.com:80 is no service of the mesh");
            assertThat(exchange(proxy, "CONNECT example.com:443 HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden")
                    .contains("edgemesh: example.com:443 is no service of the mesh");
        }
    }

    @Test
    void aServiceWithoutEndpointsIsUnavailable() throws Exception {
        try (var proxy = proxy().service("web", Protocol.TCP).synced()) {
            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 Service Unavailable")
                    .contains("edgemesh: default/web:80 has no endpoint");
        }
    }

    @Test
    void aServiceThatRefusesIsABadGateway() throws Exception {
        try (var proxy = proxy().service("web", Protocol.TCP, EchoServer.addressWhereNobodyListens())) {
            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 Bad Gateway")
                    .containsIgnoringCase("connection refused");
        }
    }

    @Test
    void aServiceThatDoesNotAnswerIsAGatewayTimeout() throws Exception {
        Map<String, Object> settings = new HashMap<>(ProxyFixture.http(Map.of()));
        settings.put("dialTimeout", "50ms");
        try (var silent = SilentServer.start();
                var proxy = new ProxyFixture(settings).service("web", Protocol.TCP, silent.address())) {
            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 504 Gateway Timeout")
                    .contains("no connection within 50 ms");
        }
    }

    @Test
    void aServiceThatHangsUpWithoutAnAnswerIsABadGateway() throws Exception {
        try (var backend = new HttpBackend((head, in, client) -> false);
                var proxy = proxyTo(backend)) {
            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 Bad Gateway")
                    .contains("closed the connection without an answer");
        }
    }

    @Test
    void aServiceThatSpeaksSomethingElseIsABadGateway() throws Exception {
        try (var backend = HttpBackend.answering("SSH-2.0-OpenSSH_9.2\r\n\r\n");
                var proxy = proxyTo(backend)) {
            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 502 Bad Gateway");
        }
    }

    @Test
    void goesOnWithTheNextRequestAfterAnErrorOfItsOwn() throws Exception {
        try (var backend = HttpBackend.answering(ok("hello"));
                var proxy = proxyTo(backend)) {
            String answer = exchange(
                    proxy,
                    "GET http://example.com/ HTTP/1.1\r\n\r\nGET http://web/ HTTP/1.1\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 403 Forbidden")
                    .contains("HTTP/1.1 200 OK")
                    .endsWith("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: web\r\n\r\n",
                "GET https://web/ HTTP/1.1\r\n\r\n",
                "CONNECT web HTTP/1.1\r\n\r\n",
                "what is this\r\n\r\n",
                "\u0016\u0003\u0001\u0002\r\n\r\n"
            })
    void refusesWhatIsNoRequestToAProxy(String request) throws Exception {
        try (var proxy = proxy().synced()) {
            assertThat(exchange(proxy, request)).startsWith("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void refusesHeadsBeyondItsLimits() throws Exception {
        try (var proxy = proxy().synced()) {
            String header = "X-Long: " + "x".repeat(70_000) + "\r\n";

            assertThat(exchange(proxy, "GET http://web/ HTTP/1.1\r\n" + header + "\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void closesOnClientsThatTakeTooLongWithARequest() throws Exception {
        try (var proxy = new ProxyFixture(ProxyFixture.http(Map.of("idleTimeout", "50ms")));
                Socket client = proxy.connect()) {
            write(client, "GET http://we");

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
