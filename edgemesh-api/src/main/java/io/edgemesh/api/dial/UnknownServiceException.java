package io.edgemesh.api.dial;

import io.edgemesh.api.MeshException;

/** The catalog has no such service, or the service no such port or host name. */
public final class UnknownServiceException extends MeshException {
    private static final long serialVersionUID = 1L;

    public UnknownServiceException(String message) {
        super(message, null, false);
    }
}
