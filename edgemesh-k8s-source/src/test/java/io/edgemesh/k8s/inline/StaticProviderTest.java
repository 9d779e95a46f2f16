package io.edgemesh.k8s.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.RecordingSink;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.k8s.Fixtures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticProviderTest {
    @Test
    void tellsOfTheServicesInItsSettings() throws Exception {
        RecordingSink sink = new RecordingSink();

        try (MetadataSource source = create("""
                services:
                - name: orders
                  namespace: shop
                  clusterIP: 10.96.0.7
                  sessionAffinity: 3h
                  loadBalancer: LEAST_REQUEST
                  ports:
                  - {name: http, port: 80, targetPort: 8080}
                  - {name: dns, port: 53, protocol: UDP}
                  endpoints:
                  - {ip: 10.1.0.4, node: edge-b, weight: 2, hostname: orders-0, zone: hall-1}
                - name: plain
                """)) {
            source.start(sink);
        }

        assertThat(sink.isSynced()).isTrue();
        assertThat(sink.entries()).hasSize(2);
        ServiceEntry orders = sink.entry("shop", "orders");
        assertThat(orders.service().clusterIps()).containsExactly(InetAddress.getByName("10.96.0.7"));
        assertThat(orders.service().sessionAffinity().timeout()).isEqualTo(Duration.ofHours(3));
        assertThat(orders.service().ports())
                .containsExactly(ServicePort.of("http", 80, Protocol.TCP), ServicePort.of("dns", 53, Protocol.UDP));
        assertThat(orders.policy()).isEqualTo(TrafficPolicy.of("LEAST_REQUEST"));
        assertThat(orders.endpoints()).isEqualTo(Map.of("http", List.of(endpoint(8080)), "dns", List.of(endpoint(53))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | mesh.yaml, services[0].name: missing",
                "{name: a, ports: [{}]} | mesh.yaml, services[0].ports[0].port: missing",
                "{name: a, ports: [{port: 70000}]} | mesh.yaml, services[0].ports[0].port: \"70000\" is not valid"
                        + " (expected: a whole number from 1 to 65535)",
                "{name: a, ports: [{port: 1}], endpoints: [{ip: web}]} | mesh.yaml, services[0].endpoints[0].ip: \"web\""
                        + " is not valid (expected: an IP address)",
                "{name: a b} | mesh.yaml, services[0].name: name: \"a b\" has a character that no Kubernetes name has",
            })
    void saysWhatIsWrongAndWhere(String service, String message) {
        assertThatThrownBy(() -> create("services: [" + service + "]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAServiceThatIsListedTwice() {
        assertThatThrownBy(() -> create("services: [{name: a}, {name: a}]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, services[1].name: default/a is listed twice");
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint(
                new InetSocketAddress("10.1.0.4", port), "edge-b", 2, Endpoint.State.READY, "orders-0", "hall-1");
    }

    private static MetadataSource create(String yaml) {
        Map<String, Object> values = new HashMap<>();
        Fixtures.tree(yaml).forEach((key, value) -> values.put(key.toString(), value));
        return new StaticProvider().create(null, Settings.of("mesh.yaml", values));
    }
}
