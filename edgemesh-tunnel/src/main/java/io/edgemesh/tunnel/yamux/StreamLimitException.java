package io.edgemesh.tunnel.yamux;

/** A stream was not opened because the connection carries as many as it may. */
public final class StreamLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamLimitException(String message) {
        super(message, null, false, false);
    }
}
