package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.util.function.BiConsumer;

/** The target's end of a stop stream: takes the circuit that a relay offers. */
final class StopHandler extends QuestionHandler<StopMessage> {
    private final StreamChannel stream;
    private final StopCodec codec;
    private final BiConsumer<PeerId, StreamChannel> circuits;

    private StopHandler(
            StreamChannel stream, StopCodec codec, Duration timeout, BiConsumer<PeerId, StreamChannel> circuits) {
        super(stream, codec, timeout);
        this.stream = stream;
        this.codec = codec;
        this.circuits = circuits;
    }

    /**
     * Serves {@code stream}, on its event loop.
     *
     * @param circuits takes the stream once it is the circuit from a peer, with auto-read off
     */
    static void serve(StreamChannel stream, Duration timeout, BiConsumer<PeerId, StreamChannel> circuits) {
        new StopHandler(stream, new StopCodec(), timeout, circuits).begin();
    }

    @Override
    void answer(StopMessage question) {
        if (question instanceof StopMessage.Connect offer) {
            stream.writeAndFlush(new StopMessage.Status(RelayStatus.OK));
            stream.pipeline().remove(this);
            codec.removeFrom(stream);
            circuits.accept(offer.source(), stream);
        } else {
            answerAndClose(refusal(RelayStatus.UNEXPECTED_MESSAGE));
        }
    }

    @Override
    StopMessage refusal(RelayStatus status) {
        return new StopMessage.Status(status);
    }
}
