package io.edgemesh.tunnel.yamux;

import java.time.Duration;

/** The remote answered no ping and sent nothing else: it, or the path to it, is gone. */
public final class KeepAliveTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeepAliveTimeoutException(Duration timeout) {
        super("peer silent: no answer to a ping within " + timeout.toMillis() + " ms", null, false, false);
    }
}
