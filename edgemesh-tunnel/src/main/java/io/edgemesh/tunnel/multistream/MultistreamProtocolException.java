package io.edgemesh.tunnel.multistream;

import io.edgemesh.tunnel.PeerProtocolException;
import org.jspecify.annotations.Nullable;

/** The other side does not speak multistream-select, or not as it is written down. */
public final class MultistreamProtocolException extends PeerProtocolException {
    private static final long serialVersionUID = 1L;

    MultistreamProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    MultistreamProtocolException(String message) {
        this(message, null);
    }
}
