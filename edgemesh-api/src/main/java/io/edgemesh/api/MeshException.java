package io.edgemesh.api;

import org.jspecify.annotations.Nullable;

/** The mesh could not do what was asked. Subclasses tell whom to look at: configuration, remote, network. */
public class MeshException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MeshException(String message) {
        super(message);
    }

    public MeshException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For expected refusals on the data path: no stack trace is taken when {@code traced} is false. */
    protected MeshException(String message, @Nullable Throwable cause, boolean traced) {
        super(message, cause, false, traced);
    }
}
