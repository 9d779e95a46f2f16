package io.edgemesh.api.transport;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way that a connection took.
 *
 * @param transport the name of the transport
 * @param kind      how the other side was reached
 * @param via       the relay's node name for {@link Kind#RELAY}, else {@code null}
 */
public record DialPath(
        String transport, Kind kind, @Nullable String via) {
    /** How the other side was reached, best first. */
    public enum Kind {
        /** A socket from here to the endpoint itself. */
        DIRECT,
        /** A tunnel to its node within the local network. */
        LAN,
        /** A tunnel to its node's public address. */
        PUBLIC,
        /** A tunnel to its node through a hole punched into the NATs between. */
        HOLE_PUNCHED,
        /** A tunnel to its node over a relay. */
        RELAY
    }

    /** Such as {@code relay via cloud (libp2p)}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return name + (via == null ? "" : " via " + via) + " (" + transport + ')';
    }
}
