package io.edgemesh.tunnel.multistream;

import java.time.Duration;

/** The other side did not answer in time. */
public final class NegotiationTimeoutException extends NegotiationException {
    private static final long serialVersionUID = 1L;

    NegotiationTimeoutException(Duration timeout, String state) {
        super("no protocol agreed on within " + timeout.toMillis() + " ms; " + state, null);
    }
}
