package io.edgemesh.tunnel.quic;

import io.netty.handler.codec.quic.QuicConnectionCloseEvent;

/** A QUIC connection did not come about, or has ended. The network's or the peer's doing, so without a stack trace. */
public final class QuicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Closes a connection whose peer has not proven that it holds the swarm's secret. */
    static final int PRIVATE_NETWORK = 0x70736b;

    QuicException(String message) {
        super(message, null, false, false);
    }

    static QuicException closedByPeer(QuicConnectionCloseEvent close) {
        if (close.isApplicationClose() && close.error() == PRIVATE_NETWORK) {
            return new QuicException("the swarm secret differs: the peer is in a private network and refuses ours");
        }
        return new QuicException("the peer closed the connection ("
                + (close.isApplicationClose() ? "code " : "QUIC error ") + close.error() + ')');
    }
}
