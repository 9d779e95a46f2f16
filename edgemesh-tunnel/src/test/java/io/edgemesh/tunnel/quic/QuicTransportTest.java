package io.edgemesh.tunnel.quic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.HostBuilder;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.host.PeerListener;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.ping.Ping;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.pnet.SwarmSecretException;
import io.edgemesh.tunnel.security.PeerIdMismatchException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.Future;
import java.lang.reflect.Field;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuicTransportTest {
    private static final SwarmSecret SECRET = SwarmSecret.ofEdgeMeshFile("one secret".getBytes(UTF_8));
    private static final SwarmSecret OTHER_SECRET = SwarmSecret.ofEdgeMeshFile("another".getBytes(UTF_8));

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Libp2pHost host : hosts) {
            get(host.close(Duration.ZERO));
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void bothSidesKnowTheOtherAndItsAddress() throws Exception {
        Libp2pHost alice = host(1);
        Libp2pHost bob = host(2);
        Multiaddr address = listen(bob);

        Connection connection = get(alice.dial(address));

        assertThat(connection.peerId()).isEqualTo(bob.peerId());
        assertThat(connection.remoteAddress()).isEqualTo(address);
        assertThat(connection.dialled()).isTrue();
        Awaitility.await().until(() -> bob.connections().best(alice.peerId()) != null);
        Connection accepted = bob.connections().best(alice.peerId());
        assertThat(accepted.dialled()).isFalse();
        assertThat(accepted.remoteAddress().has(Protocol.QUIC_V1)).isTrue();
        Awaitility.await().until(() -> !accepted.roundTrip().isZero());
    }

    @Test
    void dialsFromThePortThatItListensOn() throws Exception {
        Libp2pHost alice = host(1);
        Libp2pHost bob = host(2);
        Multiaddr address = listen(bob);
        Multiaddr own = listen(alice);

        get(alice.dial(address));

        Awaitility.await().until(() -> bob.connections().best(alice.peerId()) != null);
        assertThat(bob.connections().best(alice.peerId()).remoteAddress()).isEqualTo(own);
    }

    @Test
    void twoThatDialEachOtherFromOnePortEachGetTwoConnections() throws Exception {
        Libp2pHost alice = host(1);
        Libp2pHost bob = host(2);
        alice.handle(Echo.ID, Echo::serve);
        bob.handle(Echo.ID, Echo::serve);
        Multiaddr alices = listen(alice);
        Multiaddr bobs = listen(bob);

        Future<Connection> fromAlice = alice.dial(bobs);
        Future<Connection> fromBob = bob.dial(alices);

        assertThat(Echo.ask(get(fromAlice), "from alice")).isEqualTo("from alice");
        assertThat(Echo.ask(get(fromBob), "from bob")).isEqualTo("from bob");
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(bob.connections().all(alice.peerId())).hasSize(2));
    }

    @Test
    void namesInAddressesAreLookedUp() throws Exception {
        Libp2pHost bob = host(2);
        String port = listen(bob).value(Protocol.UDP);

        Connection connection = get(host(1).dial(Multiaddr.parse("/dns4/localhost/udp/" + port + "/quic-v1")));

        assertThat(connection.peerId()).isEqualTo(bob.peerId());
    }

    @Test
    void somebodyElseThanWasDialledIsRefused() throws Exception {
        Multiaddr address = listen(host(2));

        assertThatThrownBy(() -> get(
                        host(1).dial(address.withPeerId(LocalNetwork.keyPair(3).peerId()))))
                .hasCauseInstanceOf(PeerIdMismatchException.class);
    }

    @Test
    void anAddressThatLeadsBackIsRefused() throws Exception {
        Libp2pHost alice = host(1);
        Multiaddr address = listen(alice);

        assertThatThrownBy(() -> get(alice.dial(address))).hasMessageContaining("leads back to this node");
    }

    @Test
    void saysSoWhenNobodyAnswers() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Multiaddr address = Multiaddr.udp((InetSocketAddress) silent.getLocalSocketAddress())
                    .encapsulate(Protocol.QUIC_V1);

            assertThatThrownBy(() -> get(host(1).dial(DialRequest.of(address, null, Duration.ofMillis(300)))))
                    .hasCauseInstanceOf(QuicException.class);
        }
    }

    @Test
    void givesUpWhenAskedTo() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Multiaddr address = Multiaddr.udp((InetSocketAddress) silent.getLocalSocketAddress())
                    .encapsulate(Protocol.QUIC_V1);
            Future<Connection> dial = host(1).dial(address);

            assertThat(dial.cancel(false)).isTrue();
        }
    }

    @Test
    void anyPacketIsTakenAndConnectionsGoOn() throws Exception {
        Libp2pHost bob = host(2);
        bob.handle(Echo.ID, Echo::serve);
        Multiaddr address = listen(bob);
        Connection connection = get(host(1).dial(address));
        Random random = new Random(5);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 500; i++) {
                byte[] noise = new byte[random.nextInt(1400)];
                random.nextBytes(noise);
                stranger.send(new java.net.DatagramPacket(noise, noise.length, address.socketAddress()));
            }
        }

        assertThat(Echo.ask(connection, "still here")).isEqualTo("still here");
    }

    @Test
    void connectionsBeyondTheLimitOfTheirAddressAreClosed() throws Exception {
        Libp2pHost guarded = keep(QuicHosts.build(QuicHosts.builder(group, 3)
                .limits(HostLimits.builder().maxInboundPerAddress(1).build())));
        Multiaddr address = listen(guarded);
        get(host(1).dial(address));

        assertThatThrownBy(() -> get(host(2).dial(DialRequest.of(address, null, Duration.ofSeconds(2)))))
                .hasCauseInstanceOf(QuicException.class);
    }

    @Test
    void aPeerHasNoMoreStreamsAtOnceThanItMay() throws Exception {
        int limit = 3;
        QuicLimits strict = new QuicLimits(limit, 1 << 20, 1 << 20, Duration.ofSeconds(20));
        Libp2pHost bob = keep(QuicHosts.build(QuicHosts.builder(group, 2), strict));
        AtomicInteger present = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bob.handle(Echo.ID, stream -> {
            most.accumulateAndGet(present.incrementAndGet(), Math::max);
            stream.channel().closeFuture().addListener(closed -> present.decrementAndGet());
            stream.channel().eventLoop().schedule(() -> stream.channel().reset(), 50, TimeUnit.MILLISECONDS);
        });
        Connection connection = get(host(1).dial(listen(bob)));
        List<Future<NegotiatedStream>> opening = new ArrayList<>();
        for (int i = 0; i < 5 * limit; i++) {
            opening.add(connection.openStream(
                    List.of(Echo.ID), opened -> opened.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]))));
        }

        for (Future<NegotiatedStream> stream : opening) {
            assertThat(get(stream).channel().closeFuture().await(20_000)).isTrue();
        }

        assertThat(most).hasValue(limit);
    }

    @Test
    void aConnectionWithoutTrafficIsKept() throws Exception {
        QuicLimits impatient = new QuicLimits(10, 1 << 20, 1 << 20, Duration.ofSeconds(2));
        Libp2pHost alice = keep(QuicHosts.build(QuicHosts.builder(group, 1), impatient));
        Libp2pHost bob = keep(QuicHosts.build(QuicHosts.builder(group, 2), impatient));
        Ping.serve(bob);
        Connection connection = get(alice.dial(listen(bob)));

        assertThat(connection.closeFuture().await(5_000)).isFalse();
    }

    @Test
    void aCloseIsNoticedWhateverIsUnderWay() throws Exception {
        QuicLimits patient = new QuicLimits(10, 16 << 20, 16 << 20, Duration.ofMinutes(5));
        Libp2pHost alice = keep(QuicHosts.build(QuicHosts.builder(group, 1), patient));
        Libp2pHost bob = keep(QuicHosts.build(QuicHosts.builder(group, 2), patient));
        Semaphore arrived = new Semaphore(0);
        bob.handle(
                Echo.ID,
                stream -> stream.channel().pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf part) {
                        arrived.release();
                    }
                }));
        Connection connection = get(alice.dial(listen(bob)));
        StreamChannel stream =
                get(connection.openStream(List.of(Echo.ID), opened -> {})).channel();
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[16 << 20]));
        assertThat(arrived.tryAcquire(10, 10, TimeUnit.SECONDS)).isTrue();

        connection.close();

        Awaitility.await().until(() -> bob.connections().all().isEmpty());
    }

    @Test
    void streamsThatWereResetLeaveNothing() throws Exception {
        Libp2pHost bob = host(2);
        bob.handle(Echo.ID, stream -> stream.channel().reset());
        Connection connection = get(host(1).dial(listen(bob)));
        List<StreamChannel> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            streams.add(
                    get(connection.openStream(List.of(Echo.ID), opened -> {})).channel());
            streams.get(i).writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }

        for (StreamChannel stream : streams) {
            assertThat(stream.closeFuture().await(10_000)).isTrue();
        }

        assertThat(leftIn(streams.get(0))).isZero();
    }

    /** How many streams Netty's connection keeps; it does not tell. */
    private static int leftIn(StreamChannel stream) throws Exception {
        Field streams = stream.parent().getClass().getDeclaredField("streams");
        streams.setAccessible(true);
        CompletableFuture<Integer> size = new CompletableFuture<>();
        stream.parent().eventLoop().execute(() -> {
            try {
                size.complete(((LongObjectMap<?>) streams.get(stream.parent())).size());
            } catch (IllegalAccessException e) {
                size.completeExceptionally(e);
            }
        });
        return size.get(10, TimeUnit.SECONDS);
    }

    @Test
    void membersOfAPrivateNetworkProveItToEachOther() throws Exception {
        Libp2pHost alice = member(1, SECRET);
        Libp2pHost bob = member(2, SECRET);
        alice.handle(Echo.ID, Echo::serve);
        bob.handle(Echo.ID, Echo::serve);

        Connection connection = get(alice.dial(listen(bob)));

        assertThat(Echo.ask(connection, "among us")).isEqualTo("among us");
        Awaitility.await().until(() -> bob.connections().best(alice.peerId()) != null);
        assertThat(Echo.ask(bob.connections().best(alice.peerId()), "and back")).isEqualTo("and back");
    }

    @Test
    void anotherSecretIsToldOnBothSides() throws Exception {
        Libp2pHost bob = member(2, SECRET);
        Multiaddr address = listen(bob);

        assertThatThrownBy(() -> get(member(1, OTHER_SECRET).dial(address)))
                .hasMessageContaining("the swarm secret differs");
        assertThat(bob.connections().all()).isEmpty();
    }

    @Test
    void whoHasNoSecretIsServedNothing() throws Exception {
        Libp2pHost bob = member(2, SECRET);
        bob.handle(Echo.ID, Echo::serve);
        Connection connection = get(host(1).dial(listen(bob)));

        assertThatThrownBy(() -> Echo.ask(connection, "let me in")).isNotNull();
        connection.closeFuture().await(10_000);
        assertThat(connection.failure()).hasMessageContaining("private network");
        assertThat(bob.connections().all()).isEmpty();
    }

    @Test
    void aPeerWithoutSecretIsNotTakenForAMember() throws Exception {
        Multiaddr address = listen(host(2));

        assertThatThrownBy(() -> get(member(1, SECRET).dial(address)))
                .hasCauseInstanceOf(SwarmSecretException.class)
                .hasMessageContaining("shows no swarm secret");
    }

    @ParameterizedTest
    @CsvSource({
        "/ip4/1.2.3.4/udp/80/quic-v1, true",
        "/dns4/a.example/udp/80/quic-v1/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA, true",
        "/ip4/1.2.3.4/udp/80, false",
        "/ip4/1.2.3.4/udp/80/quic, false",
        "/ip4/1.2.3.4/udp/80/quic-v1/webtransport, false",
        "/ip4/1.2.3.4/tcp/80/quic-v1, false",
        "/ip4/1.2.3.4/udp/80/quic-v1/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA/p2p-circuit, false",
    })
    void takesAddressesOfItsOwnKindOnly(String address, boolean ours) {
        assertThat(QuicAddresses.socket(Multiaddr.parse(address)) != null).isEqualTo(ours);
    }

    private Libp2pHost host(int number) {
        return keep(QuicHosts.build(QuicHosts.builder(group, number)));
    }

    private Libp2pHost member(int number, SwarmSecret secret) {
        HostBuilder builder = QuicHosts.builder(group, number).swarmSecret(secret);
        return keep(QuicHosts.build(builder));
    }

    private Libp2pHost keep(Libp2pHost host) {
        hosts.add(host);
        return host;
    }

    private static Multiaddr listen(Libp2pHost host) throws Exception {
        PeerListener listener = get(host.listen(QuicHosts.ANY_PORT));
        return listener.address();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}
