package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.Peers;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Relays and peers of go-libp2p v0.28.2, which deployed agents use, and ours, in every mixture, in a private network. */
class RelayInteropTest {
    private static final String PSK = "5a".repeat(32);
    private static final SwarmSecret SECRET = SwarmSecret.parseSwarmKey("/key/swarm/psk/1.0.0/\n/base16/\n" + PSK);
    private static final int MEBIBYTE = 1 << 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();
    private final List<GoPeer> goPeers = new ArrayList<>();

    @BeforeAll
    static void assumeBuilt() throws Exception {
        GoPeer.assumeBuilt();
    }

    @AfterEach
    void close() throws Exception {
        for (GoPeer peer : goPeers) {
            peer.close();
        }
        for (Libp2pHost host : hosts) {
            host.close(Duration.ZERO).get(10, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void ourRelayCarriesTwoGoPeers() throws Exception {
        Multiaddr relay = ourRelay(1);
        GoPeer alice = goNode(2, relay);
        goNode(3, relay);

        assertThat(alice.ask("echo 3 " + 10 * MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void aGoRelayCarriesTwoOfOurs() throws Exception {
        Multiaddr relay = goRelay(1);
        Libp2pHost alice = ourNode(2, relay);
        ourNode(3, relay);

        assertThat(echo(alice, 3, relay, 10 * MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void ourRelayCarriesMixedPairs() throws Exception {
        mixedPairs(ourRelay(1));
    }

    @Test
    void aGoRelayCarriesMixedPairs() throws Exception {
        mixedPairs(goRelay(1));
    }

    private void mixedPairs(Multiaddr relay) throws Exception {
        Libp2pHost ours = ourNode(2, relay);
        GoPeer go = goNode(3, relay);

        assertThat(go.ask("echo 2 " + MEBIBYTE)).isEqualTo("same");
        Awaitility.await().until(() -> ours.connections().best(Peers.peer(3)) != null);
        assertThat(echo(ours, 3, relay, MEBIBYTE)).isEqualTo("same");

        GoPeer another = goNode(4, relay);
        assertThat(echo(ours, 4, relay, MEBIBYTE)).isEqualTo("same");
        assertThat(another.ask("echo 3 " + MEBIBYTE)).isEqualTo("same");
    }

    @Test
    void refusalsAreUnderstoodOnBothSides() throws Exception {
        GoPeer go = goNode(2, ourRelay(1));
        Libp2pHost ours = ourNode(3, goRelay(4));
        Multiaddr goRelay = goPeers.get(goPeers.size() - 1).address();

        assertThat(go.ask("echo 9 1")).contains("NO_RESERVATION");
        assertThatThrownBy(() -> echo(ours, 9, goRelay, 1)).hasMessageContaining("NO_RESERVATION");
    }

    private Multiaddr ourRelay(int number) throws Exception {
        Libp2pHost host = host(number);
        Multiaddr address = host.listenAddresses().get(0);
        RelayService.addTo(host, RelayConfig.DEFAULT, () -> List.of(address), Ticker.systemTicker());
        return address.withPeerId(host.peerId());
    }

    private Multiaddr goRelay(int number) throws Exception {
        GoPeer relay = GoPeer.start("relay", number, PSK);
        goPeers.add(relay);
        return relay.address();
    }

    private GoPeer goNode(int number, Multiaddr relay) throws Exception {
        GoPeer node = GoPeer.start("node", number, PSK, relay);
        goPeers.add(node);
        return node;
    }

    private Libp2pHost ourNode(int number, Multiaddr relay) throws Exception {
        Libp2pHost host = host(number);
        RelayReservations reservations = new RelayReservations(host, RelayTransport.addTo(host), new Random(1));
        PeerId relayId = requireNonNull(relay.peerId());
        reservations.keep(List.of(new RelayPeer(relayId, List.of(relay))));
        Awaitility.await().until(() -> reservations.states().get(0).reservation() != null);
        assertThat(reservations.states().get(0).reservation().voucher()).isNotNull();
        return host;
    }

    private Libp2pHost host(int number) throws Exception {
        PeerKeyPair key = Peers.key(number);
        Libp2pHost host = Libp2pHost.builder(key, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(key)))
                .swarmSecret(SECRET)
                .build();
        hosts.add(host);
        host.handle(Echo.ID, Echo::serve);
        host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> !host.listenAddresses().isEmpty());
        return host;
    }

    private static String echo(Libp2pHost host, int peer, Multiaddr relay, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        Multiaddr address = RelayTransport.address(relay, requireNonNull(relay.peerId()), Peers.peer(peer));
        Connection connection = host.connect(Peers.peer(peer), List.of(address)).get(20, TimeUnit.SECONDS);
        assertThat(connection.relayed()).isTrue();
        Echo.Answer answer = new Echo.Answer();
        NegotiatedStream stream = connection
                .openStream(
                        List.of(Echo.ID), opened -> opened.channel().pipeline().addLast(answer))
                .get(10, TimeUnit.SECONDS);
        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
        stream.channel().shutdownOutput();
        return java.util.Arrays.equals(answer.whole().get(60, TimeUnit.SECONDS), sent) ? "same" : "different";
    }
}
