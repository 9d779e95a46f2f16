package io.edgemesh.bundle.demo.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private static Backends backends;

    @BeforeAll
    static void start() throws IOException {
        backends = Backends.start();
    }

    @AfterAll
    static void close() {
        backends.close();
    }

    private static int port(String name) {
        return Integer.parseInt(backends.ports().get(name));
    }

    private static String get(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(name) + '/'))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void greetsByName() throws Exception {
        assertThat(get("hello-1")).isEqualTo("hello from hello-1\n");
        assertThat(get("hello-2")).isEqualTo("hello from hello-2\n");
    }

    @Test
    void comesBackOnItsOldPortAfterItWasKilled() throws Exception {
        HttpBackend hello = backends.firstHello();

        hello.kill();
        assertThatThrownBy(() -> get("hello-1")).isInstanceOf(IOException.class);
        hello.revive();

        assertThat(get("hello-1")).isEqualTo("hello from hello-1\n");
    }

    @Test
    void showsACertificateForItsNameThatOnlyItsOwnContextTrusts() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLSocket socket = (SSLSocket) backends.trustInSecure()
                .getSocketFactory()
                .createSocket(new Socket(loopback, port("secure")), "secure.demo", port("secure"), true)) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=secure.demo");
        }
        try (SSLSocket socket = (SSLSocket)
                javax.net.ssl.SSLContext.getDefault().getSocketFactory().createSocket(loopback, port("secure"))) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void answersOnlyOnceTheClientHasEndedItsOutput() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("archive"))) {
            socket.getOutputStream().write(new byte[10_000]);
            assertThat(socket.getInputStream().available()).isZero();
            socket.shutdownOutput();

            assertThat(socket.getInputStream().readAllBytes()).hasSize(10_000 * Conversations.ANSWER_FACTOR);
        }
    }

    @Test
    void echoesStreamsToTheirEnd() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("echo"))) {
            socket.getOutputStream().write("again".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("again");
        }
    }

    @Test
    void echoesDatagrams() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.connect(InetAddress.getLoopbackAddress(), port("udp-echo"));
            byte[] sent = "again".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(sent, sent.length));
            DatagramPacket received = new DatagramPacket(new byte[100], 100);
            socket.receive(received);

            assertThat(new String(received.getData(), 0, received.getLength(), StandardCharsets.US_ASCII))
                    .isEqualTo("again");
        }
    }

    @Test
    void echoesWebSocketMessagesAndAnswersAClose() throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port("chat") + '/'), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        text.complete(data.toString());
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                        closed.complete(status);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);

        socket.sendText("again", true).get(10, TimeUnit.SECONDS);
        assertThat(text.get(10, TimeUnit.SECONDS)).isEqualTo("again");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
}
