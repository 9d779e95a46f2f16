package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.multiformats.PeerId;

/**
 * A stream whose protocol both sides have settled on, or, where one alone was offered, are going to.
 *
 * @param channel    carries the protocol's bytes; half-closure is allowed
 * @param protocolId what is spoken
 * @param connection what it is a part of
 */
public record NegotiatedStream(StreamChannel channel, String protocolId, Connection connection) {
    /** Who is at the other end. */
    public PeerId peerId() {
        return connection.peerId();
    }
}
