package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How this node stands with one of its relays.
 *
 * @param connected   whether there is a connection to it
 * @param reservation what it has promised, or {@code null}: then nobody reaches this node through it
 * @param since       when the reservation was first made, or was lost
 * @param lastFailure why the last attempt to connect or to reserve failed, or {@code null} if it has not
 */
public record RelayState(
        PeerId relay,
        boolean connected,
        @Nullable Reservation reservation,
        Instant since,
        @Nullable String lastFailure) {}
