package io.edgemesh.tunnel.host;

import org.jspecify.annotations.Nullable;

/** A byte channel to a peer was there, but did not become a connection. */
public class UpgradeException extends HostException {
    private static final long serialVersionUID = 1L;

    UpgradeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
