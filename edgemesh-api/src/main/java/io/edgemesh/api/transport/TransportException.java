package io.edgemesh.api.transport;

import io.edgemesh.api.MeshException;
import org.jspecify.annotations.Nullable;

/** An endpoint could not be reached; the message names the hop that failed. */
public class TransportException extends MeshException {
    private static final long serialVersionUID = 1L;

    public TransportException(String message) {
        this(message, null);
    }

    public TransportException(String message, @Nullable Throwable cause) {
        super(message, cause, false);
    }
}
