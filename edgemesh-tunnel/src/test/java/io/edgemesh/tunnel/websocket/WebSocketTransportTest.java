package io.edgemesh.tunnel.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTransportTest {
    private static final SwarmSecret SECRET = SwarmSecret.ofEdgeMeshFile("secret".getBytes(UTF_8));
    private static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/tcp/0/ws");

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Libp2pHost host : hosts) {
            host.close(Duration.ZERO).get(60, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void carriesStreamsBothWaysOverBinaryMessages() throws Exception {
        Libp2pHost bob = host(null);
        bob.handle(Echo.ID, Echo::serve);
        PeerListener listener = bob.listen(ANY_PORT).get(60, TimeUnit.SECONDS);
        String much = "more than one message holds ".repeat(20_000);

        Connection connection = host(null).dial(listener.address()).get(60, TimeUnit.SECONDS);

        assertThat(connection.peerId()).isEqualTo(bob.peerId());
        assertThat(connection.remoteAddress()).isEqualTo(listener.address());
        assertThat(Echo.ask(connection, much)).isEqualTo(much);
    }

    @Test
    void carriesAPrivateNetworkToo() throws Exception {
        Libp2pHost bob = host(SECRET);
        bob.handle(Echo.ID, Echo::serve);
        PeerListener listener = bob.listen(ANY_PORT).get(60, TimeUnit.SECONDS);

        Connection connection = host(SECRET).dial(listener.address()).get(60, TimeUnit.SECONDS);

        assertThat(Echo.ask(connection, "hello")).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "/ip4/1.2.3.4/tcp/80/ws, true",
        "/dns4/a.example/tcp/80/ws/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA, true",
        "/ip4/1.2.3.4/tcp/80, false",
        "/ip4/1.2.3.4/tcp/80/wss, false",
        "/ip4/1.2.3.4/udp/80/ws, false",
        "/ip4/1.2.3.4/tcp/80/tls/ws, false",
        "/ip4/1.2.3.4/tcp/80/ws/p2p-circuit, false",
    })
    void takesAddressesOfItsOwnKindOnly(String address, boolean ours) {
        WebSocketTransport transport =
                new WebSocketTransport(host(null), NioServerSocketChannel::new, NioSocketChannel::new);

        assertThat(transport.canDial(Multiaddr.parse(address))).isEqualTo(ours);
        assertThat(transport.canListen(Multiaddr.parse(address))).isEqualTo(ours);
    }

    @Test
    void saysSoWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> host(null)
                        .dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port + "/ws"))
                        .get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(WebSocketException.class)
                .hasMessageContaining("no TCP connection");
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Multiaddr address = Multiaddr.tcp((InetSocketAddress) silent.getLocalSocketAddress())
                    .encapsulate(Multiaddr.parse("/ws"));

            assertThatThrownBy(() -> host(null)
                            .dial(DialRequest.of(address, null, Duration.ofMillis(200)))
                            .get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WebSocketException.class);
        }
    }

    private Libp2pHost host(SwarmSecret secret) {
        PeerKeyPair keyPair = PeerKeyPair.generate(new SecureRandom());
        Libp2pHost host = Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(keyPair)))
                .swarmSecret(secret)
                .build();
        host.addTransport(new WebSocketTransport(host, NioServerSocketChannel::new, NioSocketChannel::new));
        hosts.add(host);
        return host;
    }
}
