package io.edgemesh.tunnel.multistream;

import org.jspecify.annotations.Nullable;

/** Two sides did not settle on a protocol. Remote peers can cause it at will, so it has no stack trace. */
public class NegotiationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NegotiationException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
