package io.edgemesh.tunnel.host;

import org.jspecify.annotations.Nullable;

/** Something that a host was asked for did not come about. The network's doing as a rule, so without a stack trace. */
public class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    HostException(String message) {
        this(message, null);
    }
}
