package io.edgemesh.tunnel.noise;

/** What arrived on a secured connection is not what the remote has sent; the connection is closed. */
public final class NoiseFrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoiseFrameException(String message) {
        super(message, null, false, false);
    }
}
