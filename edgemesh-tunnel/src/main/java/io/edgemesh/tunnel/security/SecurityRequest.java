package io.edgemesh.tunnel.security;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one handshake is asked for.
 *
 * @param initiator    whether this side dialled, and therefore speaks first
 * @param expectedPeer who has to be at the other end, or {@code null} where anybody may be
 * @param muxers       the stream multiplexers we can speak, best first, to settle on one within the handshake; empty to
 *                     leave that to a negotiation of its own
 * @param timeout      how long the handshake may take
 */
public record SecurityRequest(boolean initiator, @Nullable PeerId expectedPeer, List<String> muxers, Duration timeout) {
    /** How long a handshake may take where nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public SecurityRequest {
        muxers = List.copyOf(muxers);
    }

    /** Returns a request of the side that dialled {@code expectedPeer}. */
    public static SecurityRequest dial(@Nullable PeerId expectedPeer, List<String> muxers) {
        return new SecurityRequest(true, expectedPeer, muxers, DEFAULT_TIMEOUT);
    }

    /** Returns a request of the side that was dialled. */
    public static SecurityRequest accept(List<String> muxers) {
        return new SecurityRequest(false, null, muxers, DEFAULT_TIMEOUT);
    }
}
