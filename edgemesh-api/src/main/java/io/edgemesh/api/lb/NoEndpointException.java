package io.edgemesh.api.lb;

import io.edgemesh.api.MeshException;

/** A service has no endpoint that could take a connection. */
public final class NoEndpointException extends MeshException {
    private static final long serialVersionUID = 1L;

    public NoEndpointException(String message) {
        super(message, null, false);
    }
}
