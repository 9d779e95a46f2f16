package io.edgemesh.tunnel.security;

import org.jspecify.annotations.Nullable;

/**
 * A handshake that did not come about.
 *
 * <p>Without a stack trace: remote peers can cause it at will, and the message names what went wrong.
 */
public class HandshakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; {@code cause} is what made us notice, if anything did. */
    public HandshakeException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    public HandshakeException(String message) {
        this(message, null);
    }
}
