package io.edgemesh.tunnel.security;

import java.time.Duration;

/** The remote did not complete the handshake in time. */
public final class HandshakeTimeoutException extends HandshakeException {
    private static final long serialVersionUID = 1L;

    public HandshakeTimeoutException(String protocolId, Duration timeout) {
        super("the remote did not complete the " + protocolId + " handshake within " + timeout.toMillis() + " ms");
    }
}
