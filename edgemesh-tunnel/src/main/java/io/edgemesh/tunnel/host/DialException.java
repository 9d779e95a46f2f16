package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A peer was reached at none of its addresses; the message has each with its reason. */
public final class DialException extends HostException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Multiaddr, Throwable> failures;

    /** @param failures at least one */
    public DialException(@Nullable PeerId peerId, Map<Multiaddr, Throwable> failures) {
        super(message(peerId, failures), failures.values().iterator().next());
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** Returns what went wrong at each address, in the order they were tried. */
    public Map<Multiaddr, Throwable> failures() {
        return failures;
    }

    private static String message(@Nullable PeerId peerId, Map<Multiaddr, Throwable> failures) {
        StringBuilder text = new StringBuilder("cannot reach ").append(peerId == null ? "peer" : "peer " + peerId);
        failures.forEach((address, cause) ->
                text.append("; ").append(address).append(": ").append(reason(cause)));
        return text.toString();
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
