package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.mesh.Streams.Pair;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("10.1.2.3", 4711);

    private final Streams streams = new Streams();
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        streams.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {NativeProxyDialect.ID, GoProxyDialect.ID})
    void carriesBytesBothWays(String protocolId) throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            Channel channel = connect(protocolId, Protocol.TCP, server.address());
            Received received = Received.from(channel);

            channel.writeAndFlush(text("hello"));

            assertThat(received.text(5)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NativeProxyDialect.ID, GoProxyDialect.ID})
    void passesHalfClosureOnAndStillBringsTheAnswer(String protocolId) throws Exception {
        try (EchoServer server = EchoServer.answeringAtEndOfInput("all of it".repeat(500_000))) {
            Channel channel = connect(protocolId, Protocol.TCP, server.address());
            Received received = Received.from(channel);

            channel.writeAndFlush(text("?")).sync();
            ((DuplexChannel) channel).shutdownOutput();

            assertThat(received.text(4_500_000)).hasSize(4_500_000).endsWith("all of it");
            assertThat(received.awaitEndOfInput()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NativeProxyDialect.ID, GoProxyDialect.ID})
    void losesNothingOfAServerThatSpeaksFirst(String protocolId) throws Exception {
        try (EchoServer server = EchoServer.tcp(client -> {
            client.getOutputStream().write("220 ready".getBytes(StandardCharsets.UTF_8));
            client.getInputStream().read();
        })) {
            Received received = Received.from(connect(protocolId, Protocol.TCP, server.address()));

            assertThat(received.text(9)).isEqualTo("220 ready");
        }
    }

    @Test
    void takesBytesThatFollowTheRequestBeforeAnyAnswer() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            Pair pair = streams.open();
            serve(pair.answerer(), NativeProxyDialect.ID, streams::deliver);

            ByteBuf request = NativeMessages.request(Protocol.TCP, server.address());
            Received received = Received.from(pair.dialler());
            pair.dialler().writeAndFlush(Unpooled.wrappedBuffer(request, text("early")));

            assertThat(received.text(3 + 5)).isEqualTo("\u0002\u0008\u0000early");
        }
    }

    @Test
    void tellsTheDelivererWhoAsksForWhat() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            connect(NativeProxyDialect.ID, Protocol.TCP, server.address());

            Delivery delivery = deliveries.poll(60, TimeUnit.SECONDS);

            assertThat(delivery.peer()).isEqualTo("edge-a");
            assertThat(delivery.target()).isEqualTo(server.address());
            assertThat(delivery.client()).isEqualTo(CLIENT);
            assertThat(delivery.timeout()).isEqualTo(TIMEOUT);
        }
    }

    @Test
    void givesTheReasonOfARefusal() throws Exception {
        Function<Delivery, CompletionStage<Channel>> denying = delivery ->
                CompletableFuture.failedFuture(new DialDeniedException("10.0.0.1:80 is no endpoint of edge-b"));

        assertThatThrownBy(() -> connect(NativeProxyDialect.ID, Protocol.TCP, Streams.loopback(80), denying))
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("DENIED: 10.0.0.1:80 is no endpoint of edge-b")
                .extracting(failure -> ((RefusedException) failure.getCause()).refusal())
                .isEqualTo(Refusal.DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {NativeProxyDialect.ID, GoProxyDialect.ID})
    void failsWhereNobodyListens(String protocolId) {
        InetSocketAddress nobody = EchoServer.addressWhereNobodyListens();

        assertThatThrownBy(() -> connect(protocolId, Protocol.TCP, nobody))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void keepsDatagramsWholeUpTo64KiB() throws Exception {
        try (EchoServer server = EchoServer.udp()) {
            Channel channel = connect(NativeProxyDialect.ID, Protocol.UDP, server.address());
            Received received = Received.from(channel);
            String large = "x".repeat(60_000);

            channel.write(text("one"));
            channel.write(text("three"));
            channel.writeAndFlush(text(large));

            assertThat(received.message()).isEqualTo("one");
            assertThat(received.message()).isEqualTo("three");
            assertThat(received.message()).isEqualTo(large);
        }
    }

    @Test
    void sendsAGoAgentOneWriteForEachDatagramAndNoneThatItWouldCut() throws Exception {
        try (EchoServer server = EchoServer.udp()) {
            Channel channel = connect(GoProxyDialect.ID, Protocol.UDP, server.address());
            Received received = Received.from(channel);

            channel.writeAndFlush(text("x".repeat(4097))).sync();
            channel.writeAndFlush(text("ping")).sync();

            assertThat(received.message()).isEqualTo("ping");
        }
    }

    @Test
    void closesASilentFlowOfDatagrams() throws Exception {
        try (EchoServer server = EchoServer.udp()) {
            Pair pair = streams.open();
            ProxyAnswerer answerer = new ProxyAnswerer(streams::deliver, Duration.ofMillis(50));
            serve(pair.answerer(), NativeProxyDialect.ID, answerer);
            Channel channel = ask(pair.dialler(), NativeProxyDialect.ID, Protocol.UDP, server.address());

            Received received = Received.from(channel);

            assertThat(received.awaitEndOfInput()).isTrue();
        }
    }

    @Test
    void failsWhenThePeerHangsUpBeforeItAnswers() throws Exception {
        Pair pair = streams.open();
        pair.answerer().close().sync();

        assertThatThrownBy(() -> ask(pair.dialler(), NativeProxyDialect.ID, Protocol.TCP, Streams.loopback(1)))
                .isInstanceOf(ExecutionException.class);
        assertThat(pair.dialler().closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failsInTimeWhenThePeerNeverAnswers() throws Exception {
        Pair pair = streams.open();
        ProxyRequest request =
                new ProxyRequest(Protocol.TCP, Streams.loopback(1), "edge-b", null, Duration.ofMillis(50));

        assertThatThrownBy(() -> askFor(pair.dialler(), NativeProxyDialect.ID, request))
                .hasCauseInstanceOf(StreamEndedException.class)
                .hasMessageContaining("no word from the peer within 50 ms");
    }

    @Test
    void saysWhatIsWrongWithARequestThatMakesNoSense() throws Exception {
        Pair pair = streams.open();
        serve(pair.answerer(), NativeProxyDialect.ID, streams::deliver);
        Received received = Received.from(pair.dialler());

        pair.dialler().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {2, 8, 1}));

        assertThat(received.text(30)).contains("the request names no address");
        assertThat(received.awaitEndOfInput()).isTrue();
    }

    @Test
    void stopsReadingAPeerThatSendsWithoutAWaitingEndpoint() throws Exception {
        Pair pair = streams.open();
        CompletableFuture<Channel> never = new CompletableFuture<>();
        serve(pair.answerer(), NativeProxyDialect.ID, delivery -> never);
        pair.dialler().writeAndFlush(NativeMessages.request(Protocol.TCP, Streams.loopback(1)));

        for (int i = 0; i < 400 && pair.dialler().isWritable(); i++) {
            pair.dialler().writeAndFlush(Unpooled.wrappedBuffer(new byte[65_536]));
            pair.dialler().eventLoop().submit(() -> {}).sync();
        }

        assertThat(pair.dialler().isWritable()).isFalse();
        pair.answerer().close().sync();
    }

    private Channel connect(String protocolId, Protocol protocol, InetSocketAddress target) throws Exception {
        return connect(protocolId, protocol, target, streams::deliver);
    }

    private Channel connect(
            String protocolId,
            Protocol protocol,
            InetSocketAddress target,
            Function<Delivery, CompletionStage<Channel>> deliver)
            throws Exception {
        Pair pair = streams.open();
        serve(pair.answerer(), protocolId, deliver);
        return ask(pair.dialler(), protocolId, protocol, target);
    }

    private void serve(Channel stream, String protocolId, Function<Delivery, CompletionStage<Channel>> deliver) {
        Function<Delivery, CompletionStage<Channel>> recording = delivery -> {
            deliveries.add(delivery);
            return deliver.apply(delivery);
        };
        serve(stream, protocolId, new ProxyAnswerer(recording, ProxyAnswerer.UDP_IDLE_TIMEOUT));
    }

    private static void serve(Channel stream, String protocolId, ProxyAnswerer answerer) {
        stream.eventLoop().execute(() -> answerer.serve(stream, protocolId, Streams.EDGE_A, "edge-a"));
    }

    private static Channel ask(Channel stream, String protocolId, Protocol protocol, InetSocketAddress target)
            throws Exception {
        return askFor(stream, protocolId, new ProxyRequest(protocol, target, "edge-b", CLIENT, TIMEOUT));
    }

    private static Channel askFor(Channel stream, String protocolId, ProxyRequest request) throws Exception {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        stream.eventLoop()
                .execute(() -> ProxyDialler.ask(stream, protocolId, request, channel -> {})
                        .addListener(done -> {
                            if (done.isSuccess()) {
                                result.complete(stream);
                            } else {
                                result.completeExceptionally(done.cause());
                            }
                        }));
        return result.get(60, TimeUnit.SECONDS);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
