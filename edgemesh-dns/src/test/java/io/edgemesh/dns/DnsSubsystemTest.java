package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemContract;
import io.edgemesh.testing.TestMeshContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsSubsystemTest extends SubsystemContract {
    private final TestMeshContext mesh = new TestMeshContext("edge-a");

    @Override
    protected Subsystem create() {
        return create(Map.of("listenPort", 0, "resolverFile", "/nonexistent"));
    }

    private Subsystem create(Map<String, ?> settings) {
        return new DnsSubsystemProvider().create(mesh, Settings.of("test.yaml", settings));
    }

    @AfterEach
    void closeMesh() {
        mesh.close();
    }

    @Test
    void listensOnUdpAndTcpOfTheSamePort() {
        try (Subsystem dns = create()) {
            dns.start();

            assertThat(dns.listenAddresses())
                    .extracting(ListenAddress::protocol)
                    .containsExactly(Protocol.UDP, Protocol.TCP);
            assertThat(dns.listenAddresses())
                    .extracting(listen -> listen.address().getPort())
                    .containsOnly(dns.listenAddresses().get(0).address().getPort());
        }
    }

    @Test
    void listensNowhereIfTheListOfAddressesIsEmpty() {
        try (Subsystem dns = create(Map.of("listenAddresses", List.of(), "resolverFile", "/nonexistent"))) {
            dns.start();

            assertThat(dns.listenAddresses()).isEmpty();
        }
    }

    @Test
    void namesWhoHoldsAPortThatIsTaken() {
        try (Subsystem first = create()) {
            first.start();
            int port = first.listenAddresses().get(0).address().getPort();
            Subsystem second = create(Map.of("listenPort", port, "resolverFile", "/nonexistent"));

            assertThatThrownBy(second::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("127.0.0.1 port " + port)
                    .hasMessageContaining(
                            "java (process " + ProcessHandle.current().pid() + ") holds it");
        }
    }

    @Test
    void saysWhichSettingIsWrong() {
        assertThatThrownBy(() -> create(Map.of("listenAddresses", List.of("localhost"))))
                .hasMessageContaining("test.yaml, listenAddresses");
        assertThatThrownBy(() -> create(Map.of("upstreamServers", List.of("dns.example"))))
                .hasMessageContaining("test.yaml, upstreamServers");
        assertThatThrownBy(() -> create(Map.of("zone", "a..b"))).hasMessageContaining("test.yaml, zone");
        assertThatThrownBy(() -> create(Map.of("zone", "a".repeat(30) + '.' + "b".repeat(30))))
                .hasMessageContaining("at most 57 characters");
        assertThatThrownBy(() -> create(Map.of("stubDomains", Map.of("corp", "x"))))
                .hasMessageContaining("test.yaml, stubDomains.corp");
    }
}
