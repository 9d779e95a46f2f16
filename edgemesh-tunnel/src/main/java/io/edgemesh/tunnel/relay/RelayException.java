package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * A relay that did not do what it was asked for. The message names the hop that failed; the parts are there for those who
 * know the peers by better names. Remote peers cause it at will, so it carries no stack trace.
 */
public final class RelayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PeerId relay;
    private final transient @Nullable PeerId target;
    private final RelayStatus status;

    private RelayException(
            String message, @Nullable Throwable cause, PeerId relay, @Nullable PeerId target, RelayStatus status) {
        super(message, cause, false, false);
        this.relay = relay;
        this.target = target;
        this.status = status;
    }

    static RelayException refused(PeerId relay, @Nullable PeerId target, RelayStatus status) {
        String request = target == null ? "a reservation" : "a circuit to " + target;
        return new RelayException(
                "relay " + relay + " answered " + status + " to the request for " + request + "; "
                        + status.explanation(),
                null,
                relay,
                target,
                status);
    }

    static RelayException failed(PeerId relay, @Nullable PeerId target, Throwable cause) {
        String request = target == null ? "a reservation" : "a circuit to " + target;
        return new RelayException(
                "relay " + relay + " did not answer the request for " + request + ": " + cause.getMessage(),
                cause,
                relay,
                target,
                RelayStatus.UNUSED);
    }

    static RelayException unreachable(PeerId relay, PeerId target, Throwable cause) {
        return new RelayException(
                "relay " + relay + " on the way to " + target + " is out of reach: " + cause.getMessage(),
                cause,
                relay,
                target,
                RelayStatus.UNUSED);
    }

    /** Returns the relay that was asked. */
    public PeerId relay() {
        return relay;
    }

    /** Returns where the circuit should have led, or {@code null} if a reservation was asked for. */
    public @Nullable PeerId target() {
        return target;
    }

    /** Returns what the relay answered; {@link RelayStatus#UNUSED} if nothing that can be understood. */
    public RelayStatus status() {
        return status;
    }
}
