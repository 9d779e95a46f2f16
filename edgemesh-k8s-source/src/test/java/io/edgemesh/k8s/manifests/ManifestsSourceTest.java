package io.edgemesh.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.metadata.RecordingSink;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.TrafficPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsSourceTest {
    private static final String SHOP = """
            apiVersion: v1
            kind: Service
            metadata: {name: orders, namespace: shop}
            spec:
              clusterIP: 10.96.0.7
              ports:
              - {name: http, port: 80, targetPort: 8080}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: orders, namespace: shop}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: orders-1
              namespace: shop
              labels: {kubernetes.io/service-name: orders}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints:
            - {addresses: [10.1.0.4], nodeName: edge-b}
            ---
            apiVersion: networking.istio.io/v1beta1
            kind: DestinationRule
            metadata: {name: orders, namespace: shop}
            spec: {host: orders, trafficPolicy: {loadBalancer: {simple: RANDOM}}}
            """;

    @TempDir
    private Path folder;

    private final RecordingSink sink = new RecordingSink();
    private ManifestsSource source;

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
    }

    @Test
    void joinsTheDocumentsOfAFileIntoAnEntry() throws Exception {
        write("shop.yaml", SHOP);

        start();

        ServiceEntry entry = sink.entry("shop", "orders");
        Service service = entry.service();
        assertThat(service.ports()).containsExactly(ServicePort.of("http", 80, Protocol.TCP));
        assertThat(entry.endpoints())
                .isEqualTo(Map.of("http", List.of(Endpoint.of(new InetSocketAddress("10.1.0.4", 8080), "edge-b"))));
        assertThat(entry.policy()).isEqualTo(TrafficPolicy.of("RANDOM"));
        assertThat(sink.problems()).isEmpty();
    }

    @Test
    void takesUpAChangedFile() throws Exception {
        write("shop.yaml", SHOP);
        start();

        write("shop.yaml", SHOP.replace("10.1.0.4", "10.1.0.5"));

        await().untilAsserted(() -> assertThat(firstEndpoint()).isEqualTo(new InetSocketAddress("10.1.0.5", 8080)));
    }

    @Test
    void readsOneFileWhereThePathIsOne() throws Exception {
        Path file = write("shop.yaml", SHOP);
        write("other.yaml", SHOP.replace("orders", "others"));

        start(file);

        assertThat(sink.entries()).hasSize(1);
        write("shop.yaml", SHOP.replace("10.1.0.4", "10.1.0.5"));
        await().untilAsserted(() -> assertThat(firstEndpoint()).isEqualTo(new InetSocketAddress("10.1.0.5", 8080)));
    }

    @Test
    void readsJsonIndentedByTabs() throws Exception {
        write("orders.json", """
                {
                \t"apiVersion": "v1",
                \t"kind": "ServiceList",
                \t"items": [
                \t\t{
                \t\t\t"metadata": {"name": "orders", "namespace": "shop"},
                \t\t\t"spec": {"ports": [{"port": 80}]}
                \t\t}
                \t]
                }
                """);

        start();

        assertThat(sink.problems()).isEmpty();
        assertThat(sink.entry("shop", "orders")).isNotNull();
    }

    @Test
    void keepsTheLastGoodContentOfAFileThatBreaks() throws Exception {
        write("shop.yaml", SHOP);
        start();

        write("shop.yaml", SHOP + "  - [");

        await().until(() -> !sink.problems().isEmpty());
        assertThat(sink.problems().get(0)).contains("shop.yaml: document 4, line ");
        assertThat(firstEndpoint()).isEqualTo(new InetSocketAddress("10.1.0.4", 8080));
    }

    @Test
    void keepsTheLastGoodContentOfAnObjectThatBreaksAndTakesUpTheRest() throws Exception {
        write("shop.yaml", SHOP);
        start();

        write("shop.yaml", SHOP.replace("port: 80,", "port: 80800,").replace("10.1.0.4", "10.1.0.5"));

        await().untilAsserted(() -> assertThat(firstEndpoint()).isEqualTo(new InetSocketAddress("10.1.0.5", 8080)));
        assertThat(sink.entry("shop", "orders").service().ports())
                .containsExactly(ServicePort.of("http", 80, Protocol.TCP));
        assertThat(sink.problems())
                .containsExactly(
                        "shop.yaml, document 1, Service shop/orders: spec.ports[0].port: \"80800\" is not valid"
                                + " (expected: a whole number from 1 to 65535); what it said before stays in force");
    }

    @Test
    void reportsAnObjectThatDoesNotSayWhatItIs() throws Exception {
        write("a.yaml", SHOP.replace("apiVersion: v1\n", ""));

        start();

        assertThat(sink.problems()).hasSize(1);
        assertThat(sink.problems().get(0))
                .startsWith("a.yaml, document 1")
                .endsWith("does not say what it is (expected: apiVersion and kind)");
    }

    @Test
    void reportsABadFileAndReadsTheOthers() throws Exception {
        write("a.yaml", "key: [");
        write("b.yaml", SHOP);
        write("c.yaml", "just text");

        start();

        assertThat(sink.entry("shop", "orders")).isNotNull();
        assertThat(sink.problems()).hasSize(2);
        assertThat(sink.problems().get(0))
                .isEqualTo("a.yaml: document 1, line 1, column 7: expected the node content, but found '<stream end>'");
        assertThat(sink.problems().get(1)).startsWith("c.yaml, document 1: is no Kubernetes object");
    }

    @Test
    void removesTheServicesOfAFileThatGoes() throws Exception {
        Path file = write("shop.yaml", SHOP);
        start();

        Files.delete(file);

        await().until(() -> sink.entries().isEmpty());
    }

    @Test
    void seesAFolderThatIsRemovedAndMadeAgain() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.writeString(inner.resolve("shop.yaml"), SHOP);
        start(inner);

        Files.delete(inner.resolve("shop.yaml"));
        Files.delete(inner);
        await().until(() -> sink.entries().isEmpty());
        Files.createDirectory(inner);
        Files.writeString(inner.resolve("shop.yaml"), SHOP);

        await().until(() -> !sink.entries().isEmpty());
    }

    @Test
    void refusesAPathThatDoesNotExist() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> start(missing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mesh.yaml, path: \"" + missing
                        + "\" does not exist (expected: a folder of Kubernetes manifests, or one such file)");
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private void start() {
        start(folder);
    }

    private void start(Path path) {
        source = new ManifestsSource(path, "mesh.yaml, path", Duration.ofMillis(500), service -> true);
        source.start(sink);
        await().until(sink::isSynced);
    }

    private InetSocketAddress firstEndpoint() {
        return sink.entry("shop", "orders").endpoints().get("http").get(0).address();
    }
}
