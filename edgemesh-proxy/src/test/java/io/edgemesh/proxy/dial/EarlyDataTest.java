package io.edgemesh.proxy.dial;

import static io.edgemesh.proxy.dial.DialerFixture.endpoint;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.EarlyDataOffer;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.Transport.Reach;
import io.edgemesh.api.transport.TransportException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client sends before its connection stands: where it goes, and that no two endpoints see it. */
class EarlyDataTest {
    private final FakeTransport transport = new FakeTransport("fake", Reach.YES);
    private final DialerFixture fixture = new DialerFixture(transport);
    private final EventLoop loop = fixture.mesh.network().eventLoops().next();
    private final StringBuffer sent = new StringBuffer(); // by the transport
    private final AtomicInteger recalls = new AtomicInteger();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void isWrittenToTheChannelWhereTheTransportLeavesItAlone() throws Exception {
        EarlyData early = EarlyData.once().add(text("GET"));
        Connection connection = result(dialing(early, endpoint(1)));

        onLoop(() -> early.add(text(" /")));

        assertThat(written(connection)).isEqualTo("GET /");
    }

    @Test
    void isNotWrittenAgainWhereTheTransportHasSentIt() throws Exception {
        CompletableFuture<OpenedChannel> answer = transport.swallows(endpoint(1));
        EarlyData early = EarlyData.once().add(text("GET"));
        CompletableFuture<Connection> dialing = dialing(early, endpoint(1));

        send(request(0));
        onLoop(() -> early.add(text(" /")));
        answer.complete(transport.newChannel());
        Connection connection = result(dialing);
        onLoop(() -> early.add(text("later")));

        assertThat(sent).hasToString("GET /");
        assertThat(written(connection)).isEqualTo("later");
    }

    @Test
    void isSentFromItsBeginningOverASecondStream() throws Exception {
        transport.swallows(endpoint(1));
        dialing(EarlyData.once().add(text("a")).add(text("b")), endpoint(1));

        send(request(0));
        send(request(0));

        assertThat(sent).hasToString("abab");
    }

    @Test
    void goesToAnotherEndpointOnceTheFirstIsKnownNotToHaveSeenIt() throws Exception {
        transport.onFirst(this::take);
        CompletableFuture<OpenedChannel> answer = transport.swallows(endpoint(1));
        CompletableFuture<Connection> dialing = dialing(EarlyData.once().add(text("POST")), endpoint(1), endpoint(2));

        EarlyDataOffer offer = requireNonNull(request(0).earlyData());
        onLoop(offer::takeBack);
        answer.completeExceptionally(new TransportException("refused"));

        Connection connection = result(dialing);
        assertThat(connection.endpoint()).isEqualTo(endpoint(2));
        assertThat(written(connection)).isEqualTo("POST");
    }

    @Test
    void goesToNoOtherEndpointWhereTheFirstMayHaveSeenIt() throws Exception {
        transport.onFirst(this::take);
        CompletableFuture<OpenedChannel> answer = transport.swallows(endpoint(1));
        CompletableFuture<Connection> dialing = dialing(EarlyData.once().add(text("POST")), endpoint(1), endpoint(2));

        request(0);
        answer.completeExceptionally(new TransportException("the connection was lost"));

        assertThatThrownBy(() -> result(dialing))
                .hasRootCauseMessage("the connection was lost")
                .hasMessageContaining("may have arrived there, so no other endpoint gets it");
        assertThat(transport.requests).hasSize(1);
    }

    @Test
    void goesToAnotherEndpointInAnyCaseIfItIsRepeatable() throws Exception {
        transport.onFirst(this::take);
        CompletableFuture<OpenedChannel> answer = transport.swallows(endpoint(1));
        CompletableFuture<Connection> dialing =
                dialing(EarlyData.repeatable().add(text("GET")), endpoint(1), endpoint(2));

        request(0);
        answer.completeExceptionally(new TransportException("the connection was lost"));

        assertThat(written(result(dialing))).isEqualTo("GET");
    }

    @Test
    void isCalledOffAnEndpointThatIsSlowBeforeTheNextIsAsked() throws Exception {
        transport.onFirst(this::take);
        CompletableFuture<OpenedChannel> answer = transport.swallows(endpoint(1));
        CompletableFuture<Connection> dialing = dialing(EarlyData.once().add(text("POST")), endpoint(1), endpoint(2));

        EarlyDataOffer offer = requireNonNull(request(0).earlyData());
        await().until(() -> recalls.get() == 1);
        onLoop(() -> {});
        assertThat(transport.requests).hasSize(1);
        onLoop(offer::takeBack);
        answer.completeExceptionally(new TransportException("called off"));

        assertThat(written(result(dialing))).isEqualTo("POST");
    }

    @Test
    void isKeptBackWhileTwoEndpointsAreAskedAtOnce() throws Exception {
        transport.swallows(endpoint(1));
        CompletableFuture<OpenedChannel> second = transport.swallows(endpoint(2));
        EarlyData early = EarlyData.once();
        CompletableFuture<Connection> dialing = dialing(early, endpoint(1), endpoint(2));
        send(request(0));
        send(request(1));

        onLoop(() -> early.add(text("POST")));
        assertThat(sent).isEmpty();
        second.complete(transport.newChannel());

        assertThat(written(result(dialing))).isEqualTo("POST");
        assertThat(recalls).hasValue(0);
    }

    @Test
    void isReleasedWhereTheDialFails() {
        ByteBuf bytes = text("POST");
        transport.refuses(endpoint(1));
        EarlyData early = EarlyData.once().add(bytes);

        assertThatThrownBy(() -> result(dialing(early, endpoint(1)))).hasCauseInstanceOf(TransportException.class);

        await().until(() -> bytes.refCnt() == 0);
    }

    @Test
    void isReleasedWhereTheCallerGivesUp() throws Exception {
        ByteBuf bytes = text("POST");
        transport.swallows(endpoint(1));
        CompletableFuture<Connection> dialing = dialing(EarlyData.once().add(bytes), endpoint(1));
        request(0);

        dialing.cancel(false);

        await().until(() -> bytes.refCnt() == 0);
        send(request(0)); // a transport that has not heard of it yet
        assertThat(sent).isEmpty();
    }

    private CompletableFuture<Connection> dialing(EarlyData early, Endpoint... endpoints) {
        fixture.orders(endpoints);
        Dial dial = Dial.tcp(ServiceAddress.parse("orders:80")).withEventLoop(loop);
        return fixture.dialer.dial(dial.withEarlyData(early)).toCompletableFuture();
    }

    private OpenRequest request(int index) {
        await().until(() -> transport.requests.size() > index);
        return transport.requests.get(index);
    }

    private void send(OpenRequest request) throws Exception {
        onLoop(() -> take(request));
    }

    /** Where another endpoint may be asked a moment later, this is done as soon as there is a request. */
    private void take(OpenRequest request) {
        requireNonNull(request.earlyData()).sendTo(this::record, recalls::incrementAndGet);
    }

    private void record(ByteBuf chunk) {
        sent.append(chunk.toString(StandardCharsets.UTF_8));
        chunk.release();
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(20, TimeUnit.SECONDS);
    }

    private static Connection result(CompletableFuture<Connection> dialing) throws Exception {
        return dialing.get(20, TimeUnit.SECONDS);
    }

    private static String written(Connection connection) {
        EmbeddedChannel channel = (EmbeddedChannel) connection.channel();
        await().until(() -> {
            channel.runPendingTasks();
            return !channel.outboundMessages().isEmpty();
        });
        StringBuilder text = new StringBuilder();
        for (ByteBuf chunk = channel.readOutbound(); chunk != null; chunk = channel.readOutbound()) {
            text.append(chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
        }
        return text.toString();
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
