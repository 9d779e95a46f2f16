package io.edgemesh.tunnel.relay;

import java.util.Map;

/**
 * What a relay does and has done.
 *
 * @param reservations        peers that can be reached through it now
 * @param reservationsGranted new ones and renewals
 * @param circuits            open now
 * @param circuitsOpened      since the start
 * @param bytesForwarded      in both directions of all circuits
 * @param refusals            of reservations and circuits, by the status they were refused with
 */
public record RelayStats(
        int reservations,
        long reservationsGranted,
        int circuits,
        long circuitsOpened,
        long bytesForwarded,
        Map<RelayStatus, Long> refusals) {
    public RelayStats {
        refusals = Map.copyOf(refusals);
    }
}
