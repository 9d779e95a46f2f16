package io.edgemesh.k8s.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.metadata.RecordingSink;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.TrafficPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesSourceTest {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]}
            """;
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints: [{addresses: [10.0.0.1], nodeName: edge-b}]
            """;
    private static final String RULE = """
            apiVersion: networking.istio.io/v1alpha3
            kind: DestinationRule
            metadata: {name: web, namespace: shop}
            spec: {host: web, trafficPolicy: {loadBalancer: {simple: RANDOM}}}
            """;

    @TempDir
    private Path folder;

    private FakeApiServer server;
    private RecordingSink sink;
    private KubernetesSource source;

    @BeforeEach
    void startServer() throws Exception {
        server = new FakeApiServer();
    }

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
        server.close();
        assertThat(sink.breaches()).isEmpty();
    }

    @Test
    void joinsServicesSlicesAndRules() {
        server.put(SERVICE);
        server.put(SLICE);
        server.put(RULE);

        startAndSync();

        ServiceEntry entry = sink.entry("shop", "web");
        assertThat(addresses()).containsExactly("10.0.0.1");
        assertThat(entry.policy()).isEqualTo(TrafficPolicy.of("RANDOM"));
        assertThat(sink.problems()).isEmpty();
    }

    @Test
    void followsEachChange() {
        server.put(SERVICE);
        server.put(SLICE);
        startAndSync();

        server.put(SLICE.replace("10.0.0.1", "10.0.0.2"));
        await().untilAsserted(() -> assertThat(addresses()).containsExactly("10.0.0.2"));

        server.put(RULE);
        await().until(() -> sink.entry("shop", "web").policy() != null);

        server.delete("EndpointSlice", "shop", "web-1");
        await().untilAsserted(() -> assertThat(addresses()).isEmpty());

        server.delete("Service", "shop", "web");
        await().until(() -> sink.entries().isEmpty());
    }

    @Test
    void listsAnewWhenItHasFallenTooFarBehind() throws Exception {
        server.put(SERVICE);
        server.put(SLICE);
        startAndSync();

        server.stop();
        server.put(SLICE.replace("10.0.0.1", "10.0.0.2"));
        server.put(SERVICE.replace("web", "other"));
        server.delete("Service", "shop", "other");
        server.compact();
        server.start();

        await().untilAsserted(() -> assertThat(addresses()).containsExactly("10.0.0.2"));
        assertThat(sink.entry("shop", "other")).isNull();
    }

    @Test
    void goesOnWatchingWhereItWasOnceTheServerIsBack() throws Exception {
        server.put(SERVICE);
        server.put(SLICE);
        startAndSync();
        int lists = server.lists();

        server.stop();
        server.put(SLICE.replace("10.0.0.1", "10.0.0.2"));
        server.start();

        await().untilAsserted(() -> assertThat(addresses()).containsExactly("10.0.0.2"));
        assertThat(server.lists()).isEqualTo(lists);
    }

    @Test
    void keepsWhatItKnowsWhileTheServerIsAway() throws Exception {
        server.put(SERVICE);
        server.put(SLICE);
        startAndSync();

        server.stop();
        source.close();
        server.start();

        assertThat(addresses()).containsExactly("10.0.0.1");
    }

    @Test
    void servesWhatTheLastRunKnewWhileTheServerIsAway() throws Exception {
        server.put(SERVICE);
        server.put(SLICE);
        server.put(RULE);
        startAndSync();
        ServiceEntry before = sink.entry("shop", "web");
        source.close();
        server.stop();

        startAndSync();

        assertThat(sink.entry("shop", "web")).isEqualTo(before);
        server.delete("Service", "shop", "web");
        server.put(SERVICE.replace("web", "fresh"));
        server.start();
        await().untilAsserted(
                        () -> assertThat(sink.entries().keySet().toString()).isEqualTo("[shop/fresh]"));
    }

    @Test
    void startsWithoutASnapshotThatIsDamaged() throws Exception {
        Files.writeString(folder.resolve("kubernetes-services.json"), "{\"items\": [");
        server.put(SERVICE);

        startAndSync();

        assertThat(sink.entry("shop", "web")).isNotNull();
    }

    @Test
    void leavesNoOtherFileThanItsSnapshot() throws Exception {
        server.put(SERVICE);
        startAndSync();

        source.close();

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("kubernetes-services.json");
        }
    }

    @Test
    void doesWithoutRulesWhereTheClusterHasNone() {
        server.leaveOut("DestinationRule");
        server.put(SERVICE);

        startAndSync();

        assertThat(sink.entry("shop", "web")).isNotNull();
        assertThat(sink.problems())
                .containsExactly("destinationrules: the API server does not have them: services use the mesh's default"
                        + " policy; looked for again every 30 s");
    }

    @Test
    void goesByEndpointsWhereTheServerHasNoSlices() {
        server.leaveOut("EndpointSlice");
        server.put(SERVICE);
        server.put("""
                apiVersion: v1
                kind: Endpoints
                metadata: {name: web, namespace: shop}
                subsets: [{ports: [{name: http, port: 8080}], addresses: [{ip: 10.0.0.9}]}]
                """);

        startAndSync();

        assertThat(addresses()).containsExactly("10.0.0.9");
    }

    @Test
    void saysWhichRightsItLacks() {
        server.forbid("DestinationRule");
        server.put(SERVICE);

        startAndSync();

        assertThat(sink.problems())
                .containsExactly("destinationrules: the API server refuses to list them: grant get, list and watch;"
                        + " tried again every 30 s");
    }

    @Test
    void reportsAnObjectThatItCannotTakeUpAndKeepsWhatItKnewOfIt() {
        server.put(SERVICE);
        startAndSync();

        server.put(SERVICE.replace("port: 80", "port: eighty"));

        await().untilAsserted(() -> assertThat(sink.problems())
                .containsExactly(
                        "Service shop/web: spec.ports[0].port: \"eighty\" is not valid (expected: a whole number"
                                + " from 1 to 65535); what was known of it before stays in force"));
        assertThat(sink.entry("shop", "web")).isNotNull();
    }

    @Test
    void readsListsThatComeInPages() {
        for (int i = 0; i < 1_201; i++) {
            server.put("{apiVersion: v1, kind: Service, metadata: {name: s%d, namespace: shop}}".formatted(i));
        }

        startAndSync();

        assertThat(sink.entries()).hasSize(1_201);
    }

    private void startAndSync() {
        sink = new RecordingSink();
        ApiServerSettings settings = new ApiServerSettings(server.url(), null);
        source = new KubernetesSource(settings, service -> true, folder, new Random(1));
        source.start(sink);
        await().until(sink::isSynced);
    }

    private List<String> addresses() {
        return sink.entry("shop", "web").endpoints().getOrDefault("http", List.of()).stream()
                .map(endpoint -> endpoint.address().getAddress().getHostAddress())
                .toList();
    }
}
