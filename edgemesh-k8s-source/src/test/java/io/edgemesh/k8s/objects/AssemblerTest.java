package io.edgemesh.k8s.objects;

import static io.edgemesh.k8s.Fixtures.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.TrafficPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final ServiceName WEB = new ServiceName("shop", "web");
    private static final KubeObject SERVICE = object("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]}
            """);
    private static final KubeObject SLICE_1 = slice("web-1", "10.0.0.1", "ready: true");
    private static final KubeObject SLICE_2 = slice("web-2", "10.0.0.2", "ready: true");
    private static final KubeObject ENDPOINTS = object("""
            apiVersion: v1
            kind: Endpoints
            metadata: {name: web, namespace: shop}
            subsets: [{ports: [{name: http, port: 8080}], addresses: [{ip: 10.0.0.9}]}]
            """);
    private static final KubeObject RULE = rule("web", "web", "RANDOM");

    private final Assembler assembler = new Assembler(service -> true);

    @Test
    void joinsThePartsOfAService() {
        putAll(SERVICE, SLICE_1, SLICE_2, RULE);

        ServiceEntry entry = assembler.entry(WEB);

        assertThat(addresses(entry)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(entry.policy()).isEqualTo(TrafficPolicy.of("RANDOM"));
    }

    /** The Go agent ignores a DestinationRule that it sees before its Service. */
    @Test
    void waitsForTheServiceThatPartsBelongTo() {
        putAll(RULE, SLICE_1);
        assertThat(assembler.entries()).isEmpty();

        assertThat(assembler.put(SERVICE)).containsExactly(WEB);

        assertThat(assembler.entry(WEB).policy()).isEqualTo(TrafficPolicy.of("RANDOM"));
        assertThat(addresses(assembler.entry(WEB))).containsExactly("10.0.0.1");
    }

    @Test
    void goesByEndpointsOnlyWhereThereIsNoSlice() {
        putAll(SERVICE, ENDPOINTS);
        assertThat(addresses(assembler.entry(WEB))).containsExactly("10.0.0.9");

        assembler.put(SLICE_1);
        assertThat(addresses(assembler.entry(WEB))).containsExactly("10.0.0.1");

        assembler.remove(SLICE_1.id());
        assertThat(addresses(assembler.entry(WEB))).containsExactly("10.0.0.9");
    }

    @Test
    void countsAnEndpointInTwoSlicesOnceAndByItsBetterState() {
        putAll(SERVICE, slice("web-1", "10.0.0.1", "ready: false"), slice("web-2", "10.0.0.1", "ready: true"));

        List<Endpoint> endpoints = assembler.entry(WEB).endpoints().get("http");

        assertThat(endpoints).hasSize(1);
        assertThat(endpoints.get(0).state()).isEqualTo(Endpoint.State.READY);
    }

    @Test
    void replacesAnObjectAndFollowsItToAnotherService() {
        putAll(SERVICE, SLICE_1);
        KubeObject moved = object("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: other}}
                addressType: IPv4
                """);

        List<ServiceName> touched = assembler.put(moved);

        assertThat(touched).containsExactly(WEB, new ServiceName("shop", "other"));
        assertThat(addresses(assembler.entry(WEB))).isEmpty();
    }

    @Test
    void prefersTheRuleForTheHostToOneThatIsANamesake() {
        putAll(SERVICE, rule("web", "elsewhere", "RANDOM"));
        assertThat(assembler.entry(WEB).policy()).isEqualTo(TrafficPolicy.of("RANDOM"));

        assembler.put(rule("a-rule", "web", "LEAST_REQUEST"));

        assertThat(assembler.entry(WEB).policy()).isEqualTo(TrafficPolicy.of("LEAST_REQUEST"));
    }

    @Test
    void letsAnAnnotationNameAPolicyOfItsOwn() {
        putAll(RULE, object("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop, annotations: {edgemesh.io/load-balancer: NEAREST_FIRST}}
                """));

        assertThat(assembler.entry(WEB).policy()).isEqualTo(TrafficPolicy.of("NEAREST_FIRST"));
    }

    @Test
    void forgetsWhatHasGone() {
        putAll(SERVICE, SLICE_1, RULE);

        assertThat(assembler.remove(SERVICE.id())).containsExactly(WEB);

        assertThat(assembler.entry(WEB)).isNull();
        assertThat(assembler.remove(SERVICE.id())).isEmpty();
    }

    @Test
    void leavesOutLabelledServicesWhereTheFilterSaysSo() {
        KubeObject labelled = object("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: labelled
                  labels: {service.edgemesh.kubeedge.io/service-proxy-name: ""}
                """);

        assertThat(names("None", SERVICE, labelled)).containsExactly("default/labelled", "shop/web");
        assertThat(names("FilterIfLabelExists", SERVICE, labelled)).containsExactly("shop/web");
        assertThat(names("FilterIfLabelDoesNotExists", SERVICE, labelled)).containsExactly("default/labelled");
    }

    @Property(tries = 100)
    void anyOrderOfArrivalGivesTheSameEntries(@ForAll long seed) {
        Random random = new Random(seed);
        List<KubeObject> objects = someObjects(random);
        Assembler inOrder = new Assembler(service -> true);
        objects.forEach(inOrder::put);
        Assembler inAnyOrder = new Assembler(service -> true);

        // In another order, with other objects that come and go in between.
        List<KubeObject> shuffled = new ArrayList<>(objects);
        Collections.shuffle(shuffled, random);
        for (KubeObject object : shuffled) {
            KubeObject passing = someObject(random);
            if (objects.stream().noneMatch(kept -> kept.id().equals(passing.id()))) {
                inAnyOrder.put(passing);
                inAnyOrder.put(object);
                inAnyOrder.remove(passing.id());
            } else {
                inAnyOrder.put(object);
            }
        }

        assertThat(inAnyOrder.entries()).isEqualTo(inOrder.entries());
    }

    private static List<KubeObject> someObjects(Random random) {
        Map<ObjectId, KubeObject> objects = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            KubeObject object = someObject(random);
            objects.putIfAbsent(object.id(), object);
        }
        return List.copyOf(objects.values());
    }

    private static KubeObject someObject(Random random) {
        String name = "s" + random.nextInt(4);
        String ip = "10.0.0." + random.nextInt(8);
        return switch (random.nextInt(4)) {
            case 0 ->
                object("{apiVersion: v1, kind: Service, metadata: {name: " + name
                        + "}, spec: {ports: [{name: http, port: 80}]}}");
            case 1 ->
                object("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: x"
                        + random.nextInt(6) + ", labels: {kubernetes.io/service-name: " + name
                        + "}}, addressType: IPv4, ports: [{name: http, port: 80}], endpoints: [{addresses: ["
                        + ip + "], conditions: {ready: " + random.nextBoolean() + "}}]}");
            case 2 ->
                object("{apiVersion: v1, kind: Endpoints, metadata: {name: " + name
                        + "}, subsets: [{ports: [{name: http, port: 80}], addresses: [{ip: " + ip
                        + "}]}]}");
            default -> rule("r" + random.nextInt(3), name, random.nextBoolean() ? "RANDOM" : "LEAST_CONN");
        };
    }

    private List<String> names(String mode, KubeObject... objects) {
        Assembler filtered = new Assembler(ServiceFilter.from(Settings.of("test", Map.of("serviceFilterMode", mode))));
        for (KubeObject object : objects) {
            filtered.put(object);
        }
        return filtered.entries().stream().map(entry -> entry.name().toString()).toList();
    }

    private void putAll(KubeObject... objects) {
        for (KubeObject object : objects) {
            assembler.put(object);
        }
    }

    private static List<String> addresses(ServiceEntry entry) {
        return entry.endpoints().getOrDefault("http", List.of()).stream()
                .map(endpoint -> endpoint.address().getAddress().getHostAddress())
                .toList();
    }

    private static KubeObject slice(String name, String ip, String conditions) {
        return object("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints: [{addresses: [%s], conditions: {%s}}]
                """.formatted(name, ip, conditions));
    }

    private static KubeObject rule(String name, String host, String simple) {
        return object("""
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: %s, namespace: shop}
                spec: {host: %s, trafficPolicy: {loadBalancer: {simple: %s}}}
                """.formatted(name, host, simple));
    }
}
