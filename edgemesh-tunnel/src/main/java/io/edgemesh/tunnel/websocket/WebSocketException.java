package io.edgemesh.tunnel.websocket;

/** A WebSocket did not come about. */
public final class WebSocketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WebSocketException(String message) {
        super(message, null, false, false);
    }
}
