package io.edgemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemContract;
import io.edgemesh.testing.TestMeshContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxySubsystemTest extends SubsystemContract {
    private static final Map<String, ?> ALL = Map.of(
            "socks5Proxy", Map.of("enable", true, "listenPort", 0),
            "httpProxy", Map.of("enable", true, "listenPort", 0),
            "forwards",
                    List.of(
                            Map.of("listen", "127.0.0.1:0", "service", "orders.default:80"),
                            Map.of("listen", "127.0.0.1:0", "service", "dns.default:53", "protocol", "udp")));

    private final TestMeshContext mesh = new TestMeshContext("here");

    @AfterEach
    void close() {
        mesh.close();
    }

    @Override
    protected Subsystem create() {
        return create(ALL);
    }

    private Subsystem create(Map<String, ?> settings) {
        return new ProxyProvider().create(mesh, Settings.of("test", settings));
    }

    @Test
    void tellsWhatItListensOnByName() {
        try (Subsystem proxy = create()) {
            proxy.start();

            assertThat(proxy.listenAddresses())
                    .extracting(ListenAddress::name)
                    .containsExactly("socks5", "http-proxy", "forward", "forward");
        }
    }

    @Test
    void listensNowhereUnlessTold() {
        try (Subsystem proxy = create(Map.of())) {
            proxy.start();

            assertThat(proxy.listenAddresses()).isEmpty();
        }
    }

    @Test
    void knowsTheKeysOfGoEdgeMeshAndOfWhatIsSwitchedOff() {
        Settings settings = Settings.of(
                "edgemesh.yaml",
                Map.of(
                        "serviceFilterMode", "FilterIfLabelExists",
                        "socks5Proxy", Map.of("enable", false, "listenPort", 10800),
                        "httpProxy", Map.of("enable", false, "listenAddress", "127.0.0.1", "allowDirect", true)));

        new ProxyProvider().create(mesh, settings).close();

        assertThat(settings.unread()).isEmpty();
    }

    @Test
    void saysThatInterceptionIsNotThereYet() {
        assertThatThrownBy(() -> create(Map.of("interception", "nftables")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("interception: \"nftables\" is not valid")
                .hasMessageContaining("not there yet");
    }
}
