package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;

/** The relay's end of a hop stream: lets the relay answer. */
final class HopHandler extends QuestionHandler<HopMessage> {
    private final RelayService relay;
    private final Connection connection;
    private final StreamChannel stream;
    private final HopCodec codec;

    private HopHandler(RelayService relay, Connection connection, StreamChannel stream, HopCodec codec) {
        super(stream, codec, relay.config().timeout());
        this.relay = relay;
        this.connection = connection;
        this.stream = stream;
        this.codec = codec;
    }

    /** Serves {@code stream}, on its event loop. */
    static void serve(RelayService relay, Connection connection, StreamChannel stream) {
        new HopHandler(relay, connection, stream, new HopCodec()).begin();
    }

    @Override
    void answer(HopMessage question) {
        if (question instanceof HopMessage.Reserve) {
            answerAndClose(relay.reserve(connection));
        } else if (question instanceof HopMessage.Connect connect) {
            stream.pipeline().remove(this);
            relay.open(new CircuitRequest(connection, stream, codec, connect.target()));
        } else {
            answerAndClose(refusal(RelayStatus.UNEXPECTED_MESSAGE));
        }
    }

    @Override
    HopMessage refusal(RelayStatus status) {
        return relay.refusal(status);
    }
}
