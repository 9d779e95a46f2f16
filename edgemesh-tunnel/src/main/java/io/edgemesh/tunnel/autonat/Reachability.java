package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node is reached from outside its network, by the word of relays.
 *
 * @param since   when that was found out
 * @param address where it was reached; {@code null} unless it is public
 */
public record Reachability(
        State state, Instant since, @Nullable Multiaddr address) {
    /** What is known. */
    public enum State {
        /** No relay has tried. */
        UNKNOWN,
        /** A relay has reached the node. */
        PUBLIC,
        /** Relays have tried in vain. */
        PRIVATE
    }
}
