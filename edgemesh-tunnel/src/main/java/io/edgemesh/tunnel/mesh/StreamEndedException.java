package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.PeerProtocolException;

/** A stream ended, or fell silent, before the peer had said what it had to. */
public final class StreamEndedException extends PeerProtocolException {
    private static final long serialVersionUID = 1L;

    StreamEndedException(String message) {
        super(message);
    }
}
