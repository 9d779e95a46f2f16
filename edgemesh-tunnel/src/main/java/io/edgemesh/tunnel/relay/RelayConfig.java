package io.edgemesh.tunnel.relay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a relay grants.
 *
 * @param maxReservations      peers that may be reached through the relay at once
 * @param maxReservationsPerIp of them, how many may have connected from one IP address; a NAT has one for all behind it
 * @param reservationTime      how long a reservation is good for; the peer renews it
 * @param maxCircuits          circuits at once
 * @param maxCircuitsPerPeer   of them, how many may begin or end at one peer
 * @param maxCircuitsPerIp     of them, how many may have been asked for from one IP address
 * @param limit                of each circuit
 * @param timeout              how long a peer may take to state its request, and the target of a circuit to agree
 */
public record RelayConfig(
        int maxReservations,
        int maxReservationsPerIp,
        Duration reservationTime,
        int maxCircuits,
        int maxCircuitsPerPeer,
        int maxCircuitsPerIp,
        CircuitLimit limit,
        Duration timeout) {
    /** For a relay of a swarm whose members are trusted with traffic: circuits are not limited. */
    public static final RelayConfig DEFAULT = new RelayConfig(
            8192, 1024, Duration.ofHours(1), 16_384, 1024, 4096, CircuitLimit.NONE, Duration.ofSeconds(10));

    public RelayConfig {
        require(maxReservations >= 1, "maxReservations", maxReservations, ">= 1");
        require(maxReservationsPerIp >= 1, "maxReservationsPerIp", maxReservationsPerIp, ">= 1");
        require(reservationTime.getSeconds() >= 1, "reservationTime", reservationTime, ">= 1 s");
        require(maxCircuits >= 1, "maxCircuits", maxCircuits, ">= 1");
        require(maxCircuitsPerPeer >= 1, "maxCircuitsPerPeer", maxCircuitsPerPeer, ">= 1");
        require(maxCircuitsPerIp >= 1, "maxCircuitsPerIp", maxCircuitsPerIp, ">= 1");
        requireNonNull(limit, "limit");
        require(timeout.toMillis() > 0, "timeout", timeout, "> 0");
    }

    /** Returns the same with other bounds on reservations. */
    public RelayConfig withReservations(int max, int maxPerIp, Duration time) {
        return new RelayConfig(max, maxPerIp, time, maxCircuits, maxCircuitsPerPeer, maxCircuitsPerIp, limit, timeout);
    }

    /** Returns the same with other bounds on circuits. */
    public RelayConfig withCircuits(int max, int maxPerPeer, int maxPerIp, CircuitLimit ofEach) {
        return new RelayConfig(
                maxReservations, maxReservationsPerIp, reservationTime, max, maxPerPeer, maxPerIp, ofEach, timeout);
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ')');
        }
    }
}
