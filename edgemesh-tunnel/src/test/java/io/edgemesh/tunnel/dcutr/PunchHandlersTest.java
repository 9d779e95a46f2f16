package io.edgemesh.tunnel.dcutr;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PunchHandlersTest {
    private static final Multiaddr INITIATOR = Multiaddr.parse("/ip4/192.0.2.1/tcp/1001");
    private static final Multiaddr RESPONDER = Multiaddr.parse("/ip4/192.0.2.2/tcp/1002");

    private final EmbeddedStream initiator = new EmbeddedStream();
    private final EmbeddedStream responder = new EmbeddedStream();
    private final Promise<Appointment> appointment = ImmediateEventExecutor.INSTANCE.newPromise();
    private final List<List<Multiaddr>> signs = new ArrayList<>();
    private List<Vantage> vantages = List.of(new Vantage(new InetSocketAddress("192.168.0.2", 20006), RESPONDER));
    private boolean patient = true;

    @AfterEach
    void release() {
        initiator.finishAndReleaseAll();
        responder.finishAndReleaseAll();
    }

    private void respond() {
        ResponderHandler.install(responder, () -> vantages, () -> patient, (addresses, own) -> signs.add(addresses));
    }

    private void meet() {
        InitiatorHandler.install(initiator, List.of(INITIATOR), appointment);
        respond();
    }

    @Test
    void bothLearnWhereTheOtherIsSeenAndTheInitiatorMeasuresTheWay() {
        meet();

        carry(initiator, responder);
        initiator.advanceTimeBy(80, TimeUnit.MILLISECONDS);
        carry(responder, initiator);
        assertThat(signs).isEmpty();
        carry(initiator, responder);

        assertThat(appointment.getNow())
                .isEqualTo(new Appointment(List.of(RESPONDER), TimeUnit.MILLISECONDS.toNanos(80)));
        assertThat(signs).containsExactly(List.of(INITIATOR));
        assertThat(initiator.isOpen()).isFalse();
        assertThat(responder.isOpen()).isFalse();
    }

    @Test
    void theResponderWaitsForTheRelaysWordRatherThanRefuse() {
        List<Vantage> known = vantages;
        vantages = List.of();
        meet();

        carry(initiator, responder);
        pass(100);
        assertThat(responder.isOpen()).isTrue();
        vantages = known;
        pass(100);
        carry(responder, initiator);

        assertThat(appointment.getNow().addresses()).containsExactly(RESPONDER);
    }

    @Test
    void theResponderRefusesOnceThereIsNothingToWaitFor() {
        vantages = List.of();
        meet();
        carry(initiator, responder);

        patient = false;
        pass(100);

        assertThat(responder.wasReset()).isTrue();
    }

    private void pass(long millis) {
        responder.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        responder.runScheduledPendingTasks();
    }

    @Test
    void aSignBeforeTheAddressesIsRefused() {
        respond();

        responder.writeInbound(Unpooled.wrappedBuffer(new byte[] {3, 8, (byte) 0xac, 2}));

        assertThat(responder.wasReset()).isTrue();
        assertThat(signs).isEmpty();
    }

    @Test
    void aSignFromTheResponderIsRefused() {
        InitiatorHandler.install(initiator, List.of(INITIATOR), appointment);

        initiator.writeInbound(Unpooled.wrappedBuffer(new byte[] {3, 8, (byte) 0xac, 2}));

        assertThat(initiator.wasReset()).isTrue();
        assertThat(appointment.cause()).hasMessageContaining("gave the sign");
    }

    @Test
    void addressesTwiceAreRefused() {
        meet();
        carry(initiator, responder);

        responder.writeInbound(Unpooled.wrappedBuffer(new byte[] {2, 8, 100}));

        assertThat(responder.wasReset()).isTrue();
    }

    @Test
    void nobodyWaitsForever() {
        meet();

        for (EmbeddedStream stream : new EmbeddedStream[] {initiator, responder}) {
            stream.advanceTimeBy(5, TimeUnit.SECONDS);
            stream.runScheduledPendingTasks();
            assertThat(stream.wasReset()).isTrue();
        }
        assertThat(appointment.cause()).hasMessageContaining("did not answer");
    }

    @Test
    void nonsenseEndsTheStream() {
        meet();

        initiator.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 8}));
        responder.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0xff, (byte) 0xff, 3}));

        assertThat(initiator.wasReset()).isTrue();
        assertThat(appointment.cause()).isNotNull();
        assertThat(responder.wasReset()).isTrue();
    }

    private static void carry(EmbeddedStream from, EmbeddedStream to) {
        for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
            to.writeInbound(part);
        }
    }
}
