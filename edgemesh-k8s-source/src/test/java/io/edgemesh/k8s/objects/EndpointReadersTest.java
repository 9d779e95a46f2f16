package io.edgemesh.k8s.objects;

import static io.edgemesh.k8s.Fixtures.complaint;
import static io.edgemesh.k8s.Fixtures.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointReadersTest {
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            """;

    @Test
    void readsASlice() {
        KubeObject.Slice slice = (KubeObject.Slice) object(SLICE + """
                addressType: IPv6
                ports: [{name: http, port: 8080}, {name: metrics, port: 9090, protocol: TCP}]
                endpoints:
                - {addresses: ["fd00::1"], nodeName: edge-b, hostname: web-0, zone: hall-1}
                - {addresses: ["fd00::2"]}
                """);

        assertThat(slice.service()).isEqualTo(new ServiceName("shop", "web"));
        assertThat(slice.endpoints().get("http"))
                .containsExactly(
                        new Endpoint(
                                new InetSocketAddress("fd00::1", 8080),
                                "edge-b",
                                1,
                                Endpoint.State.READY,
                                "web-0",
                                "hall-1"),
                        Endpoint.of(new InetSocketAddress("fd00::2", 8080), null));
        assertThat(slice.endpoints().get("metrics")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ready: true, READY",
        "serving: true, READY", // readiness unknown
        "'ready: false, serving: true, terminating: true', TERMINATING",
        "'ready: false, serving: false, terminating: true', NOT_READY",
        "'ready: false, serving: true', NOT_READY",
        "ready: false, NOT_READY",
    })
    void putsTheConditionsTogether(String conditions, Endpoint.State state) {
        KubeObject.Slice slice = (KubeObject.Slice) object(SLICE + """
                addressType: IPv4
                ports: [{port: 80}]
                endpoints: [{addresses: [10.0.0.1], conditions: {%s}}]
                """.formatted(conditions));

        assertThat(slice.endpoints().get("").get(0).state()).isEqualTo(state);
    }

    @Test
    void givesEndpointsWithoutPortsANameAndNoMore() {
        KubeObject.Slice slice = (KubeObject.Slice)
                object(SLICE + "addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hostname: web-0}]");

        assertThat(slice.endpoints().get(""))
                .containsExactly(
                        Endpoint.of(new InetSocketAddress("10.0.0.1", 0), null).withHostname("web-0"));
    }

    @Test
    void leavesOutASliceOfNamesAndSaysSo() {
        List<String> remarks = new ArrayList<>();

        assertThat(object(SLICE + "addressType: FQDN\nendpoints: [{addresses: [a.example]}]", remarks))
                .isNull();
        assertThat(remarks).containsExactly("addressType FQDN: endpoints without IP addresses are left out");
    }

    @Test
    void leavesOutASliceOfNoServiceAndSaysSo() {
        List<String> remarks = new ArrayList<>();

        assertThat(object(SLICE.replace("kubernetes.io/service-name", "app") + "addressType: IPv4", remarks))
                .isNull();
        assertThat(remarks)
                .containsExactly(
                        "has no label kubernetes.io/service-name, so it belongs to no service; it is left out");
    }

    @Test
    void refusesASliceThatStandsForBillions() {
        String addresses = "10.0.0.1, ".repeat(2_000) + "10.0.0.1";
        StringBuilder ports = new StringBuilder("{name: p, port: 1}");
        for (int i = 0; i < 2_000; i++) {
            ports.append(", {name: p").append(i).append(", port: 1}");
        }

        String complaint = complaint(
                SLICE + "addressType: IPv4\nports: [" + ports + "]\nendpoints: [{addresses: [" + addresses + "]}]");

        assertThat(complaint).isEqualTo("more than 100000 pairs of an address and a port");
    }

    @Test
    void readsEndpoints() {
        KubeObject.AllEndpoints endpoints = (KubeObject.AllEndpoints) object("""
                apiVersion: v1
                kind: Endpoints
                metadata: {name: web, namespace: shop}
                subsets:
                - ports: [{name: http, port: 8080}]
                  addresses: [{ip: 10.0.0.1, nodeName: edge-b, hostname: web-0}]
                  notReadyAddresses: [{ip: 10.0.0.2}]
                - ports: [{name: http, port: 8081}]
                  addresses: [{ip: 10.0.0.3}]
                """);

        Endpoint notReady = Endpoint.of(new InetSocketAddress("10.0.0.2", 8080), null);
        assertThat(endpoints.endpoints().get("http"))
                .containsExactly(
                        Endpoint.of(new InetSocketAddress("10.0.0.1", 8080), "edge-b")
                                .withHostname("web-0"),
                        notReady.withState(Endpoint.State.NOT_READY),
                        Endpoint.of(new InetSocketAddress("10.0.0.3", 8081), null));
    }

    @Test
    void saysWhichAddressIsNone() {
        assertThat(complaint(SLICE + "addressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [web.example]}]"))
                .isEqualTo("endpoints[0].addresses: \"web.example\" is not valid (expected: an IP address)");
    }
}
