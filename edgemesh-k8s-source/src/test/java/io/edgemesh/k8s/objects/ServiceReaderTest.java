package io.edgemesh.k8s.objects;

import static io.edgemesh.k8s.Fixtures.complaint;
import static io.edgemesh.k8s.Fixtures.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceReaderTest {
    @Test
    void readsAllThatTheMeshGoesBy() throws Exception {
        Service service = service("""
                metadata:
                  name: orders
                  namespace: shop
                  labels: {app: orders}
                  annotations: {note: "7"}
                spec:
                  type: LoadBalancer
                  clusterIP: 10.96.0.7
                  clusterIPs: [10.96.0.7, "fd00::7"]
                  externalIPs: [203.0.113.5]
                  sessionAffinity: ClientIP
                  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
                  publishNotReadyAddresses: true
                  ports:
                  - {name: http, port: 80, targetPort: web, nodePort: 30080, appProtocol: kubernetes.io/h2c}
                  - {name: dns, port: 53, protocol: UDP}
                status:
                  loadBalancer: {ingress: [{ip: 198.51.100.1}, {hostname: lb.example}]}
                """);

        assertThat(service.name()).isEqualTo(new ServiceName("shop", "orders"));
        assertThat(service.type()).isEqualTo(ServiceType.LOAD_BALANCER);
        assertThat(service.clusterIps())
                .containsExactly(InetAddress.getByName("10.96.0.7"), InetAddress.getByName("fd00::7"));
        assertThat(service.externalIps())
                .containsExactly(InetAddress.getByName("203.0.113.5"), InetAddress.getByName("198.51.100.1"));
        assertThat(service.sessionAffinity().timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(service.publishNotReadyAddresses()).isTrue();
        assertThat(service.ports())
                .containsExactly(
                        new ServicePort("http", 80, Protocol.TCP, "kubernetes.io/h2c", 30080),
                        new ServicePort("dns", 53, Protocol.UDP, null, 0));
        assertThat(service.labels()).isEqualTo(Map.of("app", "orders"));
        assertThat(service.annotations()).isEqualTo(Map.of("note", "7"));
    }

    @Test
    void livesInTheDefaultNamespaceUnlessItSaysOtherwise() {
        assertThat(service("metadata: {name: a}").name()).isEqualTo(new ServiceName("default", "a"));
    }

    @Test
    void isHeadlessWithoutAClusterIp() {
        assertThat(service("{metadata: {name: a}, spec: {clusterIP: None}}").headless())
                .isTrue();
        assertThat(service("{metadata: {name: a}, spec: {clusterIP: \"\"}}").headless())
                .isTrue();
        assertThat(service("{metadata: {name: a}, spec: {clusterIP: 10.0.0.1}}").headless())
                .isFalse();
    }

    @Test
    void remembersClientsForThreeHoursUnlessItSaysOtherwise() {
        Service service = service("{metadata: {name: a}, spec: {sessionAffinity: ClientIP}}");

        assertThat(service.sessionAffinity().timeout()).isEqualTo(Duration.ofSeconds(10_800));
    }

    @Test
    void standsForAnotherNameWhereItIsExternal() {
        Service service = service("{metadata: {name: a}, spec: {type: ExternalName, externalName: db.example.com}}");

        assertThat(service.type()).isEqualTo(ServiceType.EXTERNAL_NAME);
        assertThat(service.externalName()).isEqualTo("db.example.com");
    }

    @Test
    void isNotWhatOtherGroupsCallAService() throws Exception {
        assertThat(object("{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}}"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metadata: {}} | metadata.name: missing",
                "{metadata: {name: a}, spec: 7} | spec: \"7\" is not valid (expected: fields below it)",
                "{metadata: {name: a}, spec: {ports: {}}} | spec.ports: is not valid (expected: a list)",
                "{metadata: {name: a}, spec: {ports: [{}]}} | spec.ports[0].port: missing",
                "{metadata: {name: a}, spec: {ports: [7]}} | spec.ports[0]: not valid (expected: fields below it)",
                "{metadata: {name: a}, spec: {ports: [{port: 0}]}} | spec.ports[0].port: \"0\" is not valid"
                        + " (expected: a whole number from 1 to 65535)",
                "{metadata: {name: a}, spec: {ports: [{port: 1, protocol: QUIC}]}} | spec.ports[0].protocol: \"QUIC\""
                        + " is not valid (expected: TCP, UDP or SCTP)",
                "{metadata: {name: a}, spec: {ports: [{port: 1}, {port: 2}]}} | default/a: two ports are named \"\"",
                "{metadata: {name: a}, spec: {clusterIP: somewhere}} | spec.clusterIPs: \"somewhere\" is not valid"
                        + " (expected: an IP address)",
                "{metadata: {name: a}, spec: {type: Fancy}} | spec.type: \"Fancy\" is not valid"
                        + " (expected: ClusterIP, NodePort, LoadBalancer or ExternalName)",
                "{metadata: {name: a, labels: {b: [1]}}} | metadata.labels.b: not valid (expected: texts)",
            })
    void saysWhatIsWrongAndWhere(String rest, String message) {
        assertThat(complaint(flow(rest))).isEqualTo(message);
    }

    private static Service service(String rest) {
        String yaml = rest.startsWith("{") ? flow(rest) : "apiVersion: v1\nkind: Service\n" + rest;
        return ((KubeObject.Declared) object(yaml)).service();
    }

    private static String flow(String rest) {
        return "{apiVersion: v1, kind: Service, " + rest.substring(1);
    }
}
