package io.edgemesh.tunnel.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a router on loopback, and no other. */
class UpnpMappingTest {
    private static final String FAULT = "<f><errorCode>%d</errorCode></f>";
    private static final List<ListeningPort> LISTENING = ListeningPort.among(
            List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/20006"), Multiaddr.parse("/ip4/0.0.0.0/udp/20006/quic-v1")));

    private final Network network = new NioNetworkProvider().create(1);
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private HttpServer pages;
    private DatagramSocket search;
    private String control = "/ctl";
    private String outsideIp = "198.51.100.7";
    private int descriptionStatus = 200;
    private int descriptionPadding;
    private String refusedPort = "none";
    private String refusal = "";
    private UpnpMapping mapping;

    @BeforeEach
    void start() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        pages = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        pages.createContext("/desc.xml", this::describe);
        pages.createContext("/ctl", this::obey);
        pages.start();
        search = new DatagramSocket(0, loopback);
        Thread answering = new Thread(this::answerSearches, "router");
        answering.setDaemon(true);
        answering.start();
        InetSocketAddress router = new InetSocketAddress(loopback, search.getLocalPort());
        mapping = new UpnpMapping(router, LISTENING, new RouterHttp(network), new Random(1));
    }

    @AfterEach
    void close() {
        search.close();
        pages.stop(0);
        network.close();
    }

    @Test
    void mapsRenewsAndUnmaps() {
        List<Multiaddr> outside = mapping.renew();

        assertThat(outside)
                .containsExactly(
                        Multiaddr.parse("/ip4/198.51.100.7/tcp/20006"),
                        Multiaddr.parse("/ip4/198.51.100.7/udp/20006/quic-v1"));
        assertThat(mapping.renew()).isEqualTo(outside);
        requests.clear();
        mapping.end();
        assertThat(requests).hasSize(2).allMatch(request -> request.contains("DeletePortMapping"));
        assertThat(mapping.renew()).isEmpty();
    }

    @Test
    void aPortThatAnotherMachineHasIsReplacedByOneThatIsFree() {
        refuse("20006", 718);

        Multiaddr outside = mapping.renew().get(0);

        assertThat(outside.socketAddress().getPort()).isGreaterThanOrEqualTo(49_152);
        assertThat(mapping.renew()).first().isEqualTo(outside);
        assertThat(requests).last().asString().contains("<NewInternalPort>20006</NewInternalPort>");
    }

    @Test
    void anyOtherRefusalIsTheEndOfIt() {
        refuse("20006", 606);

        assertThat(mapping.renew()).isEmpty();
        assertThat(requests)
                .filteredOn(request -> request.contains("AddPortMapping"))
                .hasSize(1);
    }

    @Test
    void aControlAddressElsewhereIsNotAsked() {
        control = "http://127.0.0.2:" + pages.getAddress().getPort() + "/ctl";

        assertThat(mapping.renew()).isEmpty();
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "127.0.0.1", "::1", "router.example"})
    void aRouterWithoutAnAddressOutsideMapsNothing(String ip) {
        outsideIp = ip;

        assertThat(mapping.renew()).isEmpty();
        assertThat(requests).noneMatch(request -> request.contains("AddPortMapping"));
    }

    @Test
    void aRedirectionIsNotFollowed() {
        descriptionStatus = 302;

        assertThat(mapping.renew()).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void aDescriptionWithoutAnEndIsGivenUp() {
        descriptionPadding = RouterHttp.MAX_BYTES;

        assertThat(mapping.renew()).isEmpty();
        assertThat(requests).isEmpty();
    }

    private void refuse(String outsidePort, int code) {
        refusedPort = outsidePort;
        refusal = FAULT.formatted(code);
    }

    private void answerSearches() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        String answer = "HTTP/1.1 200 OK\r\nLOCATION: http://127.0.0.1:"
                + pages.getAddress().getPort() + "/desc.xml\r\n\r\n";
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                search.receive(packet);
                search.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void describe(HttpExchange exchange) throws IOException {
        String description = "<root>" + " ".repeat(descriptionPadding)
                + "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>"
                + control + "</controlURL></service></root>";
        exchange.getResponseHeaders().set("Location", "/desc.xml");
        answer(exchange, descriptionStatus, description);
    }

    private void obey(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(request);
        if (request.contains("<NewExternalPort>" + refusedPort + "<")) {
            answer(exchange, 500, refusal);
        } else {
            answer(exchange, 200, "<r><NewExternalIPAddress>" + outsideIp + "</NewExternalIPAddress></r>");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
