package io.edgemesh.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * A stream ended before its time: one side gave it up, or the connection below it was lost. Bytes may be missing, which
 * sets it apart from the orderly end of a stream.
 */
public final class StreamResetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean remote;

    private StreamResetException(String message, boolean remote, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.remote = remote;
    }

    /** The peer gave up the stream. */
    public static StreamResetException byPeer(String message) {
        return new StreamResetException(message, true, null);
    }

    /** This side gave up the stream. */
    public static StreamResetException byUs(String message) {
        return new StreamResetException(message, false, null);
    }

    /** The connection that carried the stream is gone. */
    public static StreamResetException connectionLost(Throwable cause) {
        return new StreamResetException("connection lost: " + cause.getMessage(), true, cause);
    }

    /** Whether the connection that carried a stream is the reason of a failure, or of what it was caused by. */
    public static boolean lostConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamResetException && cause.getCause() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether the other side, or the path to it, is the reason. */
    public boolean remote() {
        return remote;
    }
}
