package io.edgemesh.tunnel.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.Received;
import io.edgemesh.tunnel.mesh.Streams.Pair;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlowTest {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Streams streams = new Streams();
    private final EchoServer server = EchoServer.udp();
    private Pair pair;
    private ProxyAnswerer answerer;
    private FlowDialler dialler;

    @BeforeEach
    void start() throws Exception {
        serve(streams::deliver, IDLE);
    }

    private void serve(Function<Delivery, CompletionStage<Channel>> deliver, Duration idle) throws Exception {
        pair = streams.open();
        answerer = new ProxyAnswerer(deliver, idle);
        pair.answerer()
                .eventLoop()
                .submit(() -> answerer.serveFlows(pair.answerer(), "edge-a"))
                .sync();
        dialler = onLoop(() -> FlowDialler.on(pair.dialler()));
    }

    @AfterEach
    void close() {
        server.close();
        streams.close();
    }

    @Test
    void keepsDatagramsWholeUpTo64KiB() throws Exception {
        Channel flow = open();
        Received received = Received.from(flow);
        String large = "x".repeat(60_000);

        flow.write(text("one"));
        flow.writeAndFlush(text(large));

        assertThat(received.message()).isEqualTo("one");
        assertThat(received.message()).isEqualTo(large);
    }

    @Test
    void servesAThousandFlowsOneAfterAnother() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Channel flow = open();
            Received received = Received.from(flow);
            flow.writeAndFlush(text("flow " + i));
            assertThat(received.message()).isEqualTo("flow " + i);
            flow.close().sync();
        }

        assertThat(onLoop(dialler::flowCount)).isZero();
    }

    @Test
    void servesFiveHundredFlowsAtOnce() throws Exception {
        List<Received> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Channel flow = open();
            all.add(Received.from(flow));
            flow.writeAndFlush(text("flow " + i));
        }

        for (int i = 0; i < 500; i++) {
            assertThat(all.get(i).message()).isEqualTo("flow " + i);
        }
    }

    @Test
    void losesNothingOfABurst() throws Exception {
        Channel flow = open();
        Received received = Received.from(flow);

        for (int i = 0; i < 100; i++) {
            flow.write(text("x".repeat(200)));
        }
        flow.flush();

        for (int i = 0; i < 100; i++) {
            assertThat(received.message()).hasSize(200);
        }
    }

    @Test
    void aFlowThatNobodyReadsHoldsUpNoOther() throws Exception {
        Channel unread = open();
        for (int i = 0; i < 2000; i++) {
            unread.write(text("x".repeat(1000)));
        }
        unread.flush();

        Channel flow = open();
        Received received = Received.from(flow);
        flow.writeAndFlush(text("hello"));

        assertThat(received.message()).isEqualTo("hello");
    }

    @Test
    void givesTheReasonOfARefusalToWhoeverReadsTheFlow() throws Exception {
        serve(delivery -> CompletableFuture.failedFuture(new DialDeniedException("not here")), IDLE);

        Channel flow = open();
        Received received = Received.from(flow);
        flow.writeAndFlush(text("hello"));

        assertThat(received.message()).contains("RefusedException").contains("DENIED: not here");
        assertThat(flow.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Timeout(60)
    void closesASilentFlowAndNoOther() throws Exception {
        serve(streams::deliver, Duration.ofSeconds(1));
        Channel silent = open();
        Channel busy = open();
        Received received = Received.from(busy);

        while (silent.isOpen()) {
            busy.writeAndFlush(text("still here"));
            assertThat(received.message()).isEqualTo("still here");
        }

        busy.writeAndFlush(text("even now"));
        assertThat(received.message()).isEqualTo("even now");
    }

    @Test
    void endsTheEndpointsSocketWithTheFlow() throws Exception {
        CompletableFuture<Channel> endpoint = new CompletableFuture<>();
        serve(
                delivery -> streams.deliver(delivery).thenApply(channel -> {
                    endpoint.complete(channel);
                    return channel;
                }),
                IDLE);
        Channel flow = open();
        Channel delivered = endpoint.get(60, TimeUnit.SECONDS);

        flow.close();

        assertThat(delivered.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void allFlowsEndWithTheirStream() throws Exception {
        Channel flow = open();

        pair.answerer().close();

        assertThat(flow.closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void hangsUpOnAPeerThatMakesNoSense() throws Exception {
        pair.dialler().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) 0x80}));

        assertThat(pair.dialler().closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }

    private Channel open() throws Exception {
        InetSocketAddress target = server.address();
        return onLoop(() -> dialler.open(new ProxyRequest(Protocol.UDP, target, "", null, Duration.ofSeconds(10))));
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return pair.dialler().eventLoop().submit(task).get(60, TimeUnit.SECONDS);
    }

    private static io.netty.buffer.ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
