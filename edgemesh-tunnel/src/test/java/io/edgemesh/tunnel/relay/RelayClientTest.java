package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.key;
import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayClientTest {
    private static final int RELAY = 9;
    private static final int SELF = 1;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final PeerId TARGET = peer(2);

    private final FakeConnection relay = FakeConnection.from(RELAY);
    private final RelayClient client = new RelayClient(peer(SELF));

    @AfterEach
    void release() {
        relay.release();
    }

    @Test
    void asksForAReservationAndChecksItsVoucher() {
        Future<Reservation> reserved = client.reserve(relay, TIMEOUT);
        EmbeddedStream stream = relay.opened.remove();
        assertThat(Frames.nextHop(stream)).isEqualTo(new HopMessage.Reserve());

        stream.writeInbound(Frames.of(granted(RELAY, new CircuitLimit(Duration.ofSeconds(1), 2))));

        assertThat(reserved.getNow().limit()).isEqualTo(new CircuitLimit(Duration.ofSeconds(1), 2));
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void refusesAReservationWhoseVoucherIsNotTheRelays() {
        Future<Reservation> reserved = client.reserve(relay, TIMEOUT);

        relay.opened.element().writeInbound(Frames.of(granted(3, CircuitLimit.NONE)));

        assertThat(reserved.cause())
                .isInstanceOf(RelayException.class)
                .hasMessageContaining("voucher signed by " + peer(3));
    }

    @Test
    void doesWithoutAVoucher() {
        Future<Reservation> reserved = client.reserve(relay, TIMEOUT);

        Reservation plain = new Reservation(Instant.EPOCH, List.of(), null, CircuitLimit.NONE);
        relay.opened.element().writeInbound(Frames.of(new HopMessage.Status(RelayStatus.OK, plain, CircuitLimit.NONE)));

        assertThat(reserved.isSuccess()).isTrue();
    }

    @Test
    void saysWhichRelayRefusedWhatAndWhy() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);
        EmbeddedStream stream = relay.opened.remove();
        assertThat(Frames.nextHop(stream)).isEqualTo(new HopMessage.Connect(TARGET));

        stream.writeInbound(Frames.of(HopMessage.Status.of(RelayStatus.NO_RESERVATION)));

        assertThat(circuit.cause())
                .hasMessage("relay " + peer(RELAY) + " answered NO_RESERVATION to the request for a circuit to "
                        + TARGET + "; is the peer running and connected to that relay?")
                .isInstanceOfSatisfying(
                        RelayException.class, e -> assertThat(e.status()).isEqualTo(RelayStatus.NO_RESERVATION));
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void handsOverACircuitWithoutLosingWhatCameWithTheAnswer() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);
        EmbeddedStream stream = relay.opened.remove();
        Frames.nextHop(stream);

        stream.writeInbound(Unpooled.wrappedBuffer(
                Frames.of(HopMessage.Status.of(RelayStatus.OK)), Frames.text("from the target")));
        assertThat(circuit.getNow()).isSameAs(stream);
        StringBuilder received = new StringBuilder();
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                received.append(((ByteBuf) message).toString(java.nio.charset.StandardCharsets.UTF_8));
                ((ByteBuf) message).release();
            }
        });
        assertThat(received).isEmpty();
        stream.config().setAutoRead(true);
        stream.writeInbound(Frames.text(", more"));

        assertThat(received).hasToString("from the target, more");
    }

    @Test
    void givesUpOnARelayThatSaysNothing() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);
        EmbeddedStream stream = relay.opened.remove();

        stream.advanceTimeBy(5, TimeUnit.SECONDS);
        stream.runScheduledPendingTasks();

        assertThat(circuit.cause()).isInstanceOf(RelayException.class).hasMessageContaining("no answer within 5000 ms");
        assertThat(stream.wasReset()).isTrue();
    }

    @Test
    void givesUpOnARelayThatClosesTheStream() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);

        relay.opened.element().close();

        assertThat(circuit.cause()).isInstanceOf(RelayException.class).hasMessageContaining("did not answer");
    }

    @Test
    void givesUpOnARelayThatTalksNonsense() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);

        relay.opened.element().writeInbound(Unpooled.wrappedBuffer(new byte[] {3, 8, 7, 7}));

        assertThat(circuit.cause()).isInstanceOf(RelayException.class);
        assertThat(relay.opened.element().wasReset()).isTrue();
    }

    @Test
    void givesUpOnARelayThatAnswersWithARequest() {
        Future<StreamChannel> circuit = client.circuit(relay, TARGET, TIMEOUT);

        relay.opened.element().writeInbound(Frames.of(new HopMessage.Reserve()));

        assertThat(circuit.cause()).isInstanceOf(RelayException.class).hasMessageContaining("answered with a request");
    }

    @Test
    void failsAtOnceWhenTheConnectionIsGone() {
        relay.close();

        assertThat(client.reserve(relay, TIMEOUT).cause()).isInstanceOf(RelayException.class);
    }

    private static HopMessage granted(int signer, CircuitLimit limit) {
        Instant expires = Instant.ofEpochSecond(1_700_000_000);
        byte[] voucher = new ReservationVoucher(peer(RELAY), peer(SELF), expires).seal(key(signer));
        return new HopMessage.Status(RelayStatus.OK, new Reservation(expires, List.of(), voucher, limit), limit);
    }
}
