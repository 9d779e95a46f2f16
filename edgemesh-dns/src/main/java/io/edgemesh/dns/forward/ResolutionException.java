package io.edgemesh.dns.forward;

import io.edgemesh.api.MeshException;
import org.jspecify.annotations.Nullable;

/** No server gave an answer; the message says which was asked last and what happened. */
public final class ResolutionException extends MeshException {
    private static final long serialVersionUID = 1L;

    public ResolutionException(String message) {
        this(message, null);
    }

    ResolutionException(String message, @Nullable Throwable cause) {
        super(message, cause, false);
    }
}
