package io.edgemesh.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * The remote broke a protocol: what it sent cannot be answered, only refused. The message says what was expected and what
 * came. Nothing on our side caused it, so it carries no stack trace.
 */
public class PeerProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message for the operator. */
    public PeerProtocolException(String message) {
        this(message, null);
    }

    /** Creates the exception with a message for the operator and what lies under it. */
    public PeerProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
