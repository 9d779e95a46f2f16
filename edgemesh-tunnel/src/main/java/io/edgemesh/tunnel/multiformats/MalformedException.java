package io.edgemesh.tunnel.multiformats;

/**
 * Bytes or text that do not follow the format they claim to have.
 *
 * <p>Without a stack trace: remote peers can cause it at will, and the message says what was wrong with the value.
 */
public final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
