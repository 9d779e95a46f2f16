package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.ChannelFutureListener;

/**
 * A client's wish for a circuit, and the stream that is the circuit's first half if the wish is granted.
 *
 * @param source where it came from
 * @param hop    not read any more
 * @param codec  still on {@code hop}: holds back what follows the request
 */
record CircuitRequest(Connection source, StreamChannel hop, HopCodec codec, PeerId target) {
    PeerId sourcePeer() {
        return source.peerId();
    }

    /** Answers with a refusal, which is the end of the stream. From any thread. */
    void refuse(HopMessage.Status refusal) {
        hop.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }

    /** Answers that the circuit stands, after which the stream is the circuit. On the stream's event loop. */
    void accept(CircuitLimit limit) {
        hop.writeAndFlush(new HopMessage.Status(RelayStatus.OK, null, limit));
        codec.removeFrom(hop);
    }
}
