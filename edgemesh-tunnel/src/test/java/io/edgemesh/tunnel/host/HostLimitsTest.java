package io.edgemesh.tunnel.host;

import static io.edgemesh.tunnel.host.Libp2pHostTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.StreamResetException;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.yamux.YamuxConfig;
import io.edgemesh.tunnel.yamux.YamuxSession;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others cannot make a host take upon itself, seen over real sockets. */
class HostLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int MEBIBYTE = 1 << 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Deque<Libp2pHost> hosts = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        while (!hosts.isEmpty()) {
            get(hosts.pop().close(Duration.ZERO));
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void connectionsInAll() throws Exception {
        Libp2pHost guarded = listening(1, HostLimits.builder().maxConnections(1));
        Libp2pHost first = host(2, HostLimits.DEFAULT);
        Connection kept = get(first.connect(guarded.peerId(), guarded.listenAddresses()));
        Await.until(() -> guarded.connections().all().size() == 1);

        Libp2pHost second = host(3, HostLimits.DEFAULT);
        Connection refused = get(second.dial(guarded.listenAddresses().get(0)));

        refused.closeFuture().get(60, TimeUnit.SECONDS);
        assertThat(guarded.connections().all()).extracting(Connection::peerId).containsExactly(first.peerId());
        assertThat(kept.failure()).isNull();
    }

    @Test
    void connectionsThatAreNotSecuredYet() throws Exception {
        Libp2pHost guarded = listening(1, HostLimits.builder().maxPendingInbound(1));
        Libp2pHost honest = host(2, HostLimits.DEFAULT);
        try (Socket silent = socketTo(guarded)) {
            assertThat(silent.getInputStream().read()).isPositive(); // it is being served: the one there may be

            assertThatThrownBy(() -> get(honest.connect(guarded.peerId(), guarded.listenAddresses())))
                    .hasMessageContaining("peer closed the connection while settling on how to secure");
        }

        Awaitility.await().untilAsserted(() -> get(honest.connect(guarded.peerId(), guarded.listenAddresses())));
    }

    @Test
    void timeForTheHandshake() throws Exception {
        Libp2pHost guarded = listening(1, HostLimits.builder().upgradeTimeout(SHORT));

        try (Socket silent = socketTo(guarded)) {
            silent.setSoTimeout(20_000);
            silent.getInputStream().readAllBytes(); // ends, or the time-out of the socket fails the test
        }
    }

    @Test
    void timeUntilAStreamHasAProtocol() throws Exception {
        Libp2pHost guarded = listening(1, HostLimits.builder().negotiationTimeout(SHORT));
        Libp2pHost peer = host(2, HostLimits.DEFAULT);
        Connection connection = get(peer.connect(guarded.peerId(), guarded.listenAddresses()));
        Echo.Answer answer = new Echo.Answer();

        guarded.handle(Echo.ID, Echo::serve);
        NegotiatedStream another = get(connection.openStream(List.of(Echo.ID), opened -> {}));
        YamuxSession session = another.channel().parent().pipeline().get(YamuxSession.class);

        StreamChannel mute = get(session.open(answer));
        mute.writeAndFlush(Unpooled.EMPTY_BUFFER); // opens it, and offers nothing

        assertThatThrownBy(() -> answer.whole().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StreamResetException.class);
    }

    /** Two peers whose streams nobody reads: what they may fill together is bounded, and others are served on. */
    @Test
    void bytesThatNobodyReads() throws Exception {
        Libp2pHost guarded = listening(1, HostLimits.builder().maxUnreadBytes(2 * YamuxConfig.INITIAL_WINDOW_BYTES));
        guarded.handle("/stalled", stream -> stream.channel().config().setAutoRead(false));
        guarded.handle(Echo.ID, Echo::serve);
        List<Echo.Answer> stalled = new ArrayList<>();
        Connection last = null;
        for (int number = 2; number <= 4; number++) {
            last = get(host(number, HostLimits.DEFAULT).connect(guarded.peerId(), guarded.listenAddresses()));
            for (int i = 0; i < 2; i++) {
                stalled.add(fill(last));
            }
        }

        Await.until(() -> resets(stalled) >= 3);
        assertThat(resets(stalled)).isLessThan(stalled.size());
        assertThat(Echo.ask(last, "still here")).isEqualTo("still here");
    }

    private static long resets(List<Echo.Answer> stalled) {
        return stalled.stream()
                .filter(answer -> answer.whole().isCompletedExceptionally())
                .filter(answer -> answer.whole()
                        .handle((all, failure) -> failure instanceof StreamResetException)
                        .join())
                .count();
    }

    /** Opens a stream that nobody reads and sends more than its window. */
    private static Echo.Answer fill(Connection connection) throws Exception {
        Echo.Answer answer = new Echo.Answer();
        NegotiatedStream stream = get(connection.openStream(
                List.of("/stalled"), opened -> opened.channel().pipeline().addLast(answer)));
        stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[MEBIBYTE]));
        return answer;
    }

    private Socket socketTo(Libp2pHost host) throws Exception {
        int port = Integer.parseInt(host.listenAddresses().get(0).value(Protocol.TCP));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private Libp2pHost listening(int number, HostLimits.Builder limits) throws Exception {
        Libp2pHost host = host(number, limits.build());
        get(host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
        return host;
    }

    private Libp2pHost host(int number, HostLimits limits) {
        var keyPair = LocalNetwork.keyPair(number);
        Libp2pHost host = Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(keyPair)))
                .limits(limits)
                .build();
        hosts.push(host);
        return host;
    }
}
