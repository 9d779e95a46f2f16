package io.edgemesh.api.intercept;

import io.edgemesh.api.MeshException;

/** An interceptor refused a dial, or a node refused to deliver one. */
public final class DialDeniedException extends MeshException {
    private static final long serialVersionUID = 1L;

    public DialDeniedException(String message) {
        super(message, null, false);
    }
}
