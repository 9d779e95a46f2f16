package io.edgemesh.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.FixedEarlyData;
import io.edgemesh.testing.Received;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} keeps; extend it to check yours.
 *
 * <p>A test class gives a started transport, the event loops callers use, and says how an endpoint is named so that the
 * transport takes it to a server that listens on this machine's loopback.
 */
public abstract class TransportContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Returns the transport under test, started; the test class closes it. */
    protected abstract Transport transport();

    /** Returns the loops that callers use. */
    protected abstract EventLoopGroup eventLoops();

    /** Returns an endpoint that the transport reaches, served at the given loopback address. */
    protected abstract Endpoint endpointAt(InetSocketAddress address);

    @Test
    void reachesTheEndpointsItOpens() {
        Endpoint endpoint = endpointAt(new InetSocketAddress("127.0.0.1", 1));

        assertThat(transport().reach(endpoint)).isNotEqualTo(Transport.Reach.NO);
    }

    @Test
    void opensAChannelThatCarriesBytesBothWays() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            Channel channel = open(endpointAt(server.address()), Protocol.TCP).channel();
            Received received = Received.from(channel);

            channel.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));

            assertThat(received.text(5)).isEqualTo("hello");
            channel.close().sync();
        }
    }

    @Test
    void comesWithAutoReadOffAndHalfClosureAllowed() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            Channel channel = open(endpointAt(server.address()), Protocol.TCP).channel();

            assertThat(channel.config().isAutoRead()).isFalse();
            assertThat(channel).isInstanceOf(DuplexChannel.class);
            assertThat(channel.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE))
                    .isTrue();
            channel.close().sync();
        }
    }

    @Test
    void passesHalfClosureOnAndStillReadsTheAnswer() throws Exception {
        try (EchoServer server = EchoServer.answeringAtEndOfInput("all of it".repeat(100_000))) {
            DuplexChannel channel = (DuplexChannel)
                    open(endpointAt(server.address()), Protocol.TCP).channel();
            Received received = Received.from(channel);

            channel.writeAndFlush(Unpooled.copiedBuffer("?", StandardCharsets.UTF_8));
            channel.shutdownOutput();

            assertThat(received.text(900_000)).hasSize(900_000).endsWith("all of it");
            channel.close().sync();
        }
    }

    @Test
    void earlyDataThatItTakesUpIsAllThereFirstAndIsNotTakenBack() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            FixedEarlyData early = new FixedEarlyData("early ".getBytes(StandardCharsets.UTF_8));
            Channel channel =
                    open(endpointAt(server.address()), Protocol.TCP, early).channel();
            Received received = Received.from(channel);

            String expected = early.streams() > 0 ? "early late" : "late";
            channel.writeAndFlush(Unpooled.copiedBuffer("late", StandardCharsets.UTF_8));

            assertThat(received.text(expected.length())).isEqualTo(expected);
            assertThat(early.isTakenBack()).isFalse();
            channel.close().sync();
        }
    }

    @Test
    void earlyDataIsTakenBackWhereNobodyListens() {
        FixedEarlyData early = new FixedEarlyData("early".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> open(endpointAt(EchoServer.addressWhereNobodyListens()), Protocol.TCP, early))
                .hasCauseInstanceOf(TransportException.class);

        assertThat(early.isTakenBack()).isEqualTo(early.streams() > 0);
    }

    @Test
    void keepsDatagramsWhole() throws Exception {
        try (EchoServer server = EchoServer.udp()) {
            Channel channel = open(endpointAt(server.address()), Protocol.UDP).channel();
            Received received = Received.from(channel);

            channel.write(Unpooled.copiedBuffer("one", StandardCharsets.UTF_8));
            channel.writeAndFlush(Unpooled.copiedBuffer("three", StandardCharsets.UTF_8));

            assertThat(received.message()).isEqualTo("one");
            assertThat(received.message()).isEqualTo("three");
            channel.close().sync();
        }
    }

    @Test
    void answersOnTheCallersLoop() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            EventLoop loop = eventLoops().next();
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();

            // On the loop itself, so that an answer which is there at once is seen on it, too.
            loop.execute(() -> transport()
                    .open(request(endpointAt(server.address()), Protocol.TCP, loop))
                    .whenComplete((opened, failure) -> {
                        onLoop.complete(loop.inEventLoop());
                        if (opened != null) {
                            opened.channel().close();
                        }
                    }));

            assertThat(onLoop.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void failsWithATransportExceptionWhereNobodyListens() throws Exception {
        InetSocketAddress nobody = EchoServer.addressWhereNobodyListens();

        assertThatThrownBy(() -> open(endpointAt(nobody), Protocol.TCP))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TransportException.class);
    }

    private OpenedChannel open(Endpoint endpoint, Protocol protocol) throws Exception {
        return open(endpoint, protocol, null);
    }

    private OpenedChannel open(Endpoint endpoint, Protocol protocol, @Nullable EarlyDataOffer early) throws Exception {
        return transport()
                .open(new OpenRequest(
                        endpoint, protocol, null, TIMEOUT, eventLoops().next(), early))
                .toCompletableFuture()
                .get(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private static OpenRequest request(Endpoint endpoint, Protocol protocol, EventLoop loop) {
        return new OpenRequest(endpoint, protocol, null, TIMEOUT, loop, null);
    }
}
