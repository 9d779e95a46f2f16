package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.mesh.Streams.Pair;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One opening, asked for on several streams: one alone leads to the endpoint, or none once it is called off. */
class OneAnswerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long ID = 4711;

    private final Streams streams = new Streams();
    private Function<Delivery, CompletionStage<Channel>> deliver = streams::deliver;
    private final ProxyAnswerer answerer =
            new ProxyAnswerer(delivery -> deliver.apply(delivery), ProxyAnswerer.UDP_IDLE_TIMEOUT);

    @AfterEach
    @AfterTry
    void close() {
        streams.close();
    }

    @Test
    void oneStreamLeadsToTheEndpointAndTheOtherIsToldSo() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            Pair first = served();
            Pair second = served();

            Future<Channel> connected =
                    ask(first, server.address(), ID, "early").sync();
            Future<Channel> refused = ask(second, server.address(), ID, "early").await();

            assertRefused(refused, Refusal.DUPLICATE);
            assertThat(Received.from(connected.getNow()).text(5)).isEqualTo("early");
        }
    }

    @Test
    void theFirstToBeConnectedIsTheOneAndTheOthersEndpointIsClosedUnseen() throws Exception {
        SlowEndpoint slow = new SlowEndpoint();
        try (EchoServer server = EchoServer.tcp()) {
            Pair first = served();
            Pair second = served();
            deliver = slow;
            Future<Channel> refused = ask(first, server.address(), ID, "early");
            slow.awaitRequest();
            deliver = streams::deliver;

            ask(second, server.address(), ID, "early").sync();
            slow.connect();

            assertRefused(refused.await(), Refusal.DUPLICATE);
            slow.assertClosedUnseen();
        }
    }

    @Test
    void aRefusalHoldsForAllStreams() throws Exception {
        deliver = delivery -> CompletableFuture.failedFuture(new DialDeniedException("not here"));

        assertRefused(ask(served(), Streams.loopback(1), ID, "early").await(), Refusal.DENIED);
        deliver = streams::deliver;

        assertRefused(ask(served(), Streams.loopback(1), ID, "early").await(), Refusal.DUPLICATE);
    }

    @Test
    void requestsWithoutAnIdHaveNothingToDoWithEachOther() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            ask(served(), server.address(), 0, "").sync();
            ask(served(), server.address(), 0, "").sync();
        }
    }

    @Test
    void whatIsCalledOffNeverReachesItsEndpoint() throws Exception {
        SlowEndpoint slow = new SlowEndpoint();
        deliver = slow;
        Future<Channel> refused = ask(served(), Streams.loopback(1), ID, "early");
        slow.awaitRequest();

        cancel(ID).sync();
        slow.connect();

        assertRefused(refused.await(), Refusal.DUPLICATE);
        slow.assertClosedUnseen();
    }

    @Test
    void whatIsCalledOffBeforeItIsAskedForIsRefused() throws Exception {
        cancel(ID).sync();

        assertRefused(ask(served(), Streams.loopback(1), ID, "early").await(), Refusal.DUPLICATE);
    }

    @Test
    void whatIsAnsweredCannotBeCalledOff() throws Exception {
        try (EchoServer server = EchoServer.tcp()) {
            ask(served(), server.address(), ID, "early").sync();

            Future<Void> cancelled = cancel(ID).await();

            assertThat(cancelled.cause()).isInstanceOf(RefusedException.class).hasMessageContaining("DUPLICATE");
        }
    }

    @Test
    void aPeerThatSaysNothingToACancellationIsNotWaitedForForEver() throws Exception {
        Pair pair = streams.open();

        assertThatThrownBy(
                        () -> cancel(pair.dialler(), ID, Duration.ofMillis(50)).sync())
                .isInstanceOf(StreamEndedException.class);
    }

    @Property(tries = 200)
    void anyBytesForACancellationEndTheStreamAlone(@ForAll @Size(max = 80) byte[] bytes) {
        EmbeddedChannel stream = new EmbeddedChannel();
        answerer.serveCancellation(stream, Streams.EDGE_A);

        stream.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) bytes.length}, bytes));
        stream.runPendingTasks();

        stream.checkException();
        assertThat(stream.inboundMessages()).isEmpty();
        stream.finishAndReleaseAll();
    }

    private Pair served() throws Exception {
        Pair pair = streams.open();
        Channel stream = pair.answerer();
        stream.eventLoop()
                .submit(() -> answerer.serve(stream, NativeProxyDialect.ID, Streams.EDGE_A, "edge-a"))
                .sync();
        return pair;
    }

    private static Future<Channel> ask(Pair pair, InetSocketAddress target, long id, String early) throws Exception {
        ProxyRequest request = new ProxyRequest(Protocol.TCP, target, "edge-b", null, TIMEOUT, id);
        return pair.dialler()
                .eventLoop()
                .submit(() -> ProxyDialler.ask(
                        pair.dialler(),
                        NativeProxyDialect.ID,
                        request,
                        stream -> stream.write(Unpooled.copiedBuffer(early, StandardCharsets.UTF_8))))
                .sync()
                .getNow();
    }

    private Future<Void> cancel(long id) throws Exception {
        Pair pair = streams.open();
        Channel stream = pair.answerer();
        stream.eventLoop()
                .submit(() -> answerer.serveCancellation(stream, Streams.EDGE_A))
                .sync();
        return cancel(pair.dialler(), id, TIMEOUT);
    }

    private static Future<Void> cancel(Channel stream, long id, Duration timeout) throws Exception {
        return stream.eventLoop()
                .submit(() -> Cancellation.ask(stream, id, timeout))
                .sync()
                .getNow();
    }

    private static void assertRefused(Future<Channel> answer, Refusal refusal) {
        assertThat(answer.cause()).isInstanceOf(RefusedException.class);
        assertThat(((RefusedException) answer.cause()).refusal()).isEqualTo(refusal);
    }

    /** Is asked for, and connects when it is told. */
    private static final class SlowEndpoint implements Function<Delivery, CompletionStage<Channel>> {
        private final CompletableFuture<Delivery> request = new CompletableFuture<>();
        private final CompletableFuture<Channel> connecting = new CompletableFuture<>();
        private final EmbeddedChannel channel = new EmbeddedChannel();

        @Override
        public CompletionStage<Channel> apply(Delivery delivery) {
            request.complete(delivery);
            return connecting;
        }

        void awaitRequest() throws Exception {
            request.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }

        void connect() throws Exception {
            EventLoop loop = request.get().eventLoop();
            loop.submit(() -> connecting.complete(channel)).sync();
        }

        void assertClosedUnseen() {
            assertThat(channel.isOpen()).isFalse();
            assertThat(channel.outboundMessages()).isEmpty();
        }
    }
}
