package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.tunnel.relay.CircuitLimit;
import io.edgemesh.tunnel.relay.RelayConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelaySettingsTest {
    @Test
    void countsAreBoundedByDefaultAndTimeAndBytesAreNot() {
        RelayConfig config = RelaySettings.read(Settings.empty());

        assertThat(config).isEqualTo(RelayConfig.DEFAULT);
        assertThat(config.limit().bounded()).isFalse();
    }

    @Test
    void readsEveryLimit() {
        RelayConfig config = read(Map.of(
                "maxReservations", 10,
                "maxReservationsPerIP", 9,
                "reservationTime", "30m",
                "maxCircuits", 8,
                "maxCircuitsPerPeer", 7,
                "maxCircuitsPerIP", 6,
                "maxCircuitDuration", "2m",
                "maxCircuitMebibytes", 5));

        assertThat(config)
                .isEqualTo(RelayConfig.DEFAULT
                        .withReservations(10, 9, Duration.ofMinutes(30))
                        .withCircuits(8, 7, 6, new CircuitLimit(Duration.ofMinutes(2), 5 << 20)));
    }

    @Test
    void saysWhatIsExpectedInsteadOfATimeThatMakesNoSense() {
        assertThatThrownBy(() -> read(Map.of("reservationTime", "1s")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("reservationTime")
                .hasMessageContaining("2s to 8760h");
    }

    private static RelayConfig read(Map<String, ?> values) {
        return RelaySettings.read(Settings.of("test", values));
    }
}
