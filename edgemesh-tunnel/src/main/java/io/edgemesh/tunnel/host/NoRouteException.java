package io.edgemesh.tunnel.host;

/** No address is known at which the peer could be dialled. */
public final class NoRouteException extends HostException {
    private static final long serialVersionUID = 1L;

    NoRouteException(String message) {
        super(message, null);
    }
}
