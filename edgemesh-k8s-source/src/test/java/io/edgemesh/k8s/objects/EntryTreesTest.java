package io.edgemesh.k8s.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.model.SessionAffinity;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.k8s.yaml.JsonReader;
import io.edgemesh.k8s.yaml.JsonText;
import io.edgemesh.k8s.yaml.YamlDocuments;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EntryTreesTest {
    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll long seed) throws Exception {
        ServiceEntry entry = entry(new Random(seed));

        assertThat(readBack(entry)).containsExactly(entry);
    }

    @Test
    void keepsAnExternalName() throws Exception {
        Service service = Service.builder("shop", "db")
                .type(ServiceType.EXTERNAL_NAME)
                .externalName("db.example.com")
                .build();

        assertThat(readBack(ServiceEntry.of(service))).containsExactly(ServiceEntry.of(service));
    }

    private static List<ServiceEntry> readBack(ServiceEntry entry) throws Exception {
        StringBuilder json = new StringBuilder();
        JsonText.write(EntryTrees.of(entry), json);
        List<?> trees = (List<?>) JsonReader.parse(json.toString());
        assertThat(YamlDocuments.parse(json.toString().getBytes(StandardCharsets.UTF_8))
                        .get(0))
                .isEqualTo(trees); // it is an ordinary manifest as well
        Assembler assembler = new Assembler(service -> true);
        for (Object tree : trees) {
            List<String> remarks = new ArrayList<>();
            assembler.put(ObjectReader.read((Map<?, ?>) tree, remarks::add));
            assertThat(remarks).isEmpty();
        }
        return assembler.entries();
    }

    private static ServiceEntry entry(Random random) throws Exception {
        ServiceType[] types = {ServiceType.CLUSTER_IP, ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER};
        List<ServicePort> ports = new ArrayList<>();
        Map<String, List<Endpoint>> endpoints = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = i == 0 ? "" : "p" + i;
            ports.add(new ServicePort(
                    name,
                    80 + i,
                    random.nextBoolean() ? Protocol.TCP : Protocol.UDP,
                    random.nextBoolean() ? "http" : null,
                    random.nextBoolean() ? 0 : 30_000 + i));
            List<Endpoint> ofPort = endpoints(random);
            if (!ofPort.isEmpty()) {
                endpoints.put(name, ofPort);
            }
        }
        Service service = Service.builder("shop", "web")
                .type(types[random.nextInt(3)])
                .clusterIps(random.nextInt(3) == 0 ? List.of() : List.of(ip(random), ip(random)))
                .externalIps(random.nextBoolean() ? List.of() : List.of(ip(random)))
                .ports(ports)
                .publishNotReadyAddresses(random.nextBoolean())
                .sessionAffinity(random.nextBoolean() ? null : new SessionAffinity(Duration.ofSeconds(60)))
                .labels(Map.of("app", text(random)))
                .annotations(random.nextBoolean() ? Map.of() : Map.of("note", text(random)))
                .build();
        return new ServiceEntry(service, endpoints, policy(random));
    }

    private static List<Endpoint> endpoints(Random random) throws Exception {
        Map<InetSocketAddress, Endpoint> endpoints = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            InetSocketAddress address = new InetSocketAddress(ip(random), 8080 + random.nextInt(2));
            endpoints.put(
                    address,
                    new Endpoint(
                            address,
                            random.nextBoolean() ? "edge-b" : null,
                            1,
                            Endpoint.State.values()[random.nextInt(3)],
                            random.nextBoolean() ? "web-" + i : null,
                            random.nextBoolean() ? "hall-1" : null));
        }
        return List.copyOf(endpoints.values());
    }

    private static TrafficPolicy policy(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> TrafficPolicy.of("RANDOM");
            case 1 -> new TrafficPolicy("CONSISTENT_HASH", Map.of("httpHeaderName", "X-User"));
            case 2 -> new TrafficPolicy("CONSISTENT_HASH", Map.of("useSourceIp", true));
            default -> null;
        };
    }

    private static InetAddress ip(Random random) throws Exception {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        bytes[0] = 10;
        return InetAddress.getByAddress(bytes);
    }

    private static String text(Random random) {
        String alphabet = "a\"\\ :#-{}[],\n\t\u0000\u0085\u2028\ufeffé😀null~";
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, random.nextInt(20))));
        }
        return text.toString();
    }
}
