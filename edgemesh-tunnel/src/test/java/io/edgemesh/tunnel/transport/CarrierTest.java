package io.edgemesh.tunnel.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.quic.QuicSupport;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes connect over, as the configuration says. */
class CarrierTest {
    private final TestSwarm swarm = new TestSwarm();

    @BeforeEach
    void assumeQuic() {
        String problem = QuicSupport.problem();
        assumeTrue(problem == null, problem);
    }

    @AfterEach
    void close() throws Exception {
        swarm.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws", "quic"})
    void twoNodesOfAPrivateNetworkReachEachOther(String transport) throws Exception {
        TestSwarm.Node b = swarm.start("edge-b", Map.of("transport", transport));
        Map<String, Object> settings = new HashMap<>(TestSwarm.knowing("edge-b", b.address()));
        settings.put("transport", transport);
        TestSwarm.Node a = swarm.start("edge-a", settings);
        String text = "over " + transport;

        try (EchoServer server = EchoServer.tcp()) {
            Channel channel = a.open("edge-b", server.address(), Protocol.TCP).channel();
            Received received = Received.from(channel);
            channel.writeAndFlush(Unpooled.copiedBuffer(text, UTF_8));

            assertThat(received.text(text.length())).isEqualTo(text);
        }
    }

    @Test
    void aNodeOnTcpAlsoListensOnTheUdpPortOfThatNumber() {
        TestSwarm.Node node = swarm.start("edge-a", Map.of());

        int port = port(node.address());
        assertThat(node.transport().status().listening())
                .containsExactly("/ip4/127.0.0.1/tcp/" + port, "/ip4/127.0.0.1/udp/" + port + "/quic-v1");
    }

    @Test
    void leavesUdpAloneWhereTheConfigurationSaysSo() {
        TestSwarm.Node node = swarm.start("edge-a", Map.of("udpHolePunching", false));

        assertThat(node.transport().status().listening()).hasSize(1);
    }

    @Test
    void aUdpPortThatIsTakenIsNoReasonNotToStart() throws Exception {
        try (DatagramSocket taken = udpSocketWhosePortIsFreeForTcp()) {
            TestSwarm.Node node = swarm.start("edge-a", Map.of("listenPort", taken.getLocalPort()));

            assertThat(node.transport().status().listening())
                    .containsExactly("/ip4/127.0.0.1/tcp/" + taken.getLocalPort());
        }
    }

    @Test
    void aTcpPortThatIsTakenIsAMatterOfTheConfiguration() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> swarm.start("edge-a", Map.of("listenPort", taken.getLocalPort())))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/ip4/127.0.0.1/tcp/" + taken.getLocalPort())
                    .hasMessageContaining("choose another listenPort");
        }
    }

    @Test
    void addressesThatSayNoMoreAreOfTheTransport() {
        TestSwarm.Node node = swarm.start("edge-a", Map.of("transport", "ws", "listenAddresses", List.of("127.0.0.1")));

        assertThat(node.address().toString()).matches("/ip4/127\\.0\\.0\\.1/tcp/\\d+/ws");
    }

    @Test
    void anotherTransportIsRefused() {
        assertThatThrownBy(() -> swarm.start("edge-a", Map.of("transport", "udp")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("tcp, ws or quic");
    }

    private static DatagramSocket udpSocketWhosePortIsFreeForTcp() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        }
    }

    private static int port(Multiaddr address) {
        InetSocketAddress socket = address.socketAddress();
        assertThat(socket).isNotNull();
        return socket.getPort();
    }
}
