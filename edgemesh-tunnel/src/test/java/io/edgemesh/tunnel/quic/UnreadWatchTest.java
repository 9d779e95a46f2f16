package io.edgemesh.tunnel.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.MemoryBudget;
import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnreadWatchTest {
    private static final String UNREAD = "/test/unread/1.0.0";
    private static final String READ = "/test/read/1.0.0";
    private static final int BUDGET = 1 << 20;
    private static final int STREAM_BYTES = 200_000;
    private static final int STREAMS = 4;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Libp2pHost> hosts = new ArrayList<>();
    private final Libp2pHost bob =
            host(1, HostLimits.builder().maxUnreadBytes(BUDGET).build());
    private final MemoryBudget unread = bob.upgrader().unreadBytes();
    private Multiaddr address;

    private Libp2pHost host(int number, HostLimits limits) {
        Libp2pHost host = QuicHosts.build(QuicHosts.builder(group, number).limits(limits));
        hosts.add(host);
        return host;
    }

    private Connection connect(int number) throws Exception {
        if (address == null) {
            bob.handle(Echo.ID, Echo::serve);
            bob.handle(UNREAD, stream -> stream.channel().config().setAutoRead(false));
            address = get(bob.listen(QuicHosts.ANY_PORT)).address();
        }
        return get(host(number, HostLimits.DEFAULT).dial(address));
    }

    @AfterEach
    void close() throws Exception {
        for (Libp2pHost host : hosts) {
            get(host.close(Duration.ZERO));
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void streamsThatNobodyReadsMakeRoomWhenAllHoldTooMuch() throws Exception {
        List<Connection> connections = List.of(connect(2), connect(3), connect(4));
        List<StreamChannel> stalled = new ArrayList<>();
        for (Connection connection : connections) {
            for (int i = 0; i < STREAMS; i++) {
                stalled.add(stall(connection));
            }
        }

        Awaitility.await()
                .until(() -> stalled.stream().filter(StreamChannel::isOpen).count() * STREAM_BYTES <= BUDGET);
        assertThat(stalled).anyMatch(StreamChannel::isOpen);
        assertThat(unread.used()).isBetween(1L, (long) BUDGET);
        for (Connection connection : connections) {
            assertEchoes(connection, 100_000);
        }
    }

    @Test
    void whatIsReadCostsNothing() throws Exception {
        Connection connection = connect(2);
        Echo.Answer input = new Echo.Answer();
        bob.handle(READ, stream -> stream.channel().pipeline().addLast(input));
        StreamChannel stream =
                get(connection.openStream(List.of(READ), opened -> {})).channel();

        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[4 * BUDGET]));
        stream.shutdownOutput();

        assertThat(input.whole().get(20, TimeUnit.SECONDS)).hasSize(4 * BUDGET);
        assertThat(unread.used()).isLessThan(BUDGET / 10);
    }

    @Test
    void closedConnectionsGiveBackWhatTheyHeld() throws Exception {
        stall(connect(2));
        Awaitility.await().until(() -> unread.used() > STREAM_BYTES / 2);

        get(bob.close(Duration.ZERO));

        assertThat(unread.used()).isZero();
    }

    private static StreamChannel stall(Connection connection) throws Exception {
        StreamChannel stream =
                get(connection.openStream(List.of(UNREAD), opened -> {})).channel();
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[STREAM_BYTES]));
        return stream;
    }

    private static void assertEchoes(Connection connection, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        Echo.Answer answer = new Echo.Answer();
        get(connection.openStream(List.of(Echo.ID), opened -> {
            opened.channel().pipeline().addLast(answer);
            opened.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
            opened.channel().shutdownOutput();
        }));
        assertThat(Arrays.equals(answer.whole().get(20, TimeUnit.SECONDS), sent))
                .isTrue();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}
