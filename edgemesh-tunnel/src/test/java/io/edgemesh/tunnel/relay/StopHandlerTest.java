package io.edgemesh.tunnel.relay;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.EmbeddedStream;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopHandlerTest {
    private final EmbeddedStream stream = new EmbeddedStream();
    private final List<PeerId> sources = new ArrayList<>();

    @AfterEach
    void release() {
        stream.finishAndReleaseAll();
    }

    private void serve() {
        StopHandler.serve(stream, Duration.ofSeconds(5), (source, circuit) -> sources.add(source));
    }

    @Test
    void takesTheCircuitThatIsOffered() {
        serve();

        stream.writeInbound(Frames.of(new StopMessage.Connect(peer(1), CircuitLimit.NONE)));

        assertThat(Frames.nextStop(stream)).isEqualTo(new StopMessage.Status(RelayStatus.OK));
        assertThat(sources).containsExactly(peer(1));
        assertThat(stream.config().isAutoRead()).isFalse();
    }

    @Test
    void saysSoWhenItCannotReadAnOffer() {
        serve();

        stream.writeInbound(Unpooled.wrappedBuffer(new byte[] {2, 8, 0}));

        assertThat(Frames.nextStop(stream)).isEqualTo(new StopMessage.Status(RelayStatus.MALFORMED_MESSAGE));
        assertThat(stream.isOpen()).isFalse();
        assertThat(sources).isEmpty();
    }

    @Test
    void saysSoWhenAnOfferIsAnAnswer() {
        serve();

        stream.writeInbound(Frames.of(new StopMessage.Status(RelayStatus.OK)));

        assertThat(Frames.nextStop(stream)).isEqualTo(new StopMessage.Status(RelayStatus.UNEXPECTED_MESSAGE));
        assertThat(sources).isEmpty();
    }

    @Test
    void doesNotWaitForeverForAnOffer() {
        serve();

        stream.advanceTimeBy(5, TimeUnit.SECONDS);
        stream.runScheduledPendingTasks();

        assertThat(stream.wasReset()).isTrue();
    }
}
