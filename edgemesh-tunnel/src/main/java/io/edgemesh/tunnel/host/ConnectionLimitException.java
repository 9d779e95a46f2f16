package io.edgemesh.tunnel.host;

/** A connection was refused because there are as many as there may be. */
public final class ConnectionLimitException extends HostException {
    private static final long serialVersionUID = 1L;

    ConnectionLimitException(String message) {
        super(message, null);
    }
}
