package io.edgemesh.tunnel.transport;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.tunnel.relay.CircuitLimit;
import io.edgemesh.tunnel.relay.RelayConfig;
import java.time.Duration;

/** What {@code modules.edgeTunnel.relay} says of the limits that this node keeps where it is a relay. */
final class RelaySettings {
    private static final RelayConfig DEFAULT = RelayConfig.DEFAULT;
    private static final int MAX = Integer.MAX_VALUE;

    private RelaySettings() {}

    /** @throws ConfigurationException if a setting is wrong */
    static RelayConfig read(Settings relay) {
        return DEFAULT.withReservations(
                        relay.integer("maxReservations", DEFAULT.maxReservations(), 1, MAX),
                        relay.integer("maxReservationsPerIP", DEFAULT.maxReservationsPerIp(), 1, MAX),
                        time(relay, "reservationTime", DEFAULT.reservationTime(), Duration.ofSeconds(2)))
                .withCircuits(
                        relay.integer("maxCircuits", DEFAULT.maxCircuits(), 1, MAX),
                        relay.integer("maxCircuitsPerPeer", DEFAULT.maxCircuitsPerPeer(), 1, MAX),
                        relay.integer("maxCircuitsPerIP", DEFAULT.maxCircuitsPerIp(), 1, MAX),
                        limit(relay));
    }

    private static CircuitLimit limit(Settings relay) {
        Duration duration = time(relay, "maxCircuitDuration", Duration.ZERO, Duration.ZERO);
        return new CircuitLimit(duration, (long) relay.integer("maxCircuitMebibytes", 0, 0, MAX) << 20);
    }

    private static Duration time(Settings relay, String key, Duration fallback, Duration least) {
        Duration time = relay.duration(key, fallback);
        if (time.compareTo(least) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
            throw relay.invalid(key, "a duration from " + least.toSeconds() + "s to 8760h");
        }
        return time;
    }
}
