package io.edgemesh.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.TrafficPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * The catalog against a model: a sorted map of entries, where every lookup looks at all of them in the order of their
 * names. Services are few and their addresses and ports fewer, so that they contend all the time.
 */
class ServiceCatalogPropertyTest {
    private static final int NAMES = 6;
    private static final int ADDRESSES = 4;
    private static final int PORTS = 3;
    private static final int NODE_PORTS = 3;
    private static final int FIRST_NODE_PORT = 30_000;
    private static final int STEPS = 60;

    @Property(tries = 300)
    void answersLikeTheModelAfterEveryChange(@ForAll long seed) {
        Random random = new Random(seed);
        ServiceCatalog catalog = new ServiceCatalog();
        TreeMap<ServiceName, ServiceEntry> model = new TreeMap<>();

        for (int i = 0; i < STEPS; i++) {
            change(catalog, model, random);
            assertSameAnswers(catalog, model);
        }
    }

    @Property(tries = 200)
    void tellsListenersOfEachChangeOnceAndInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        ServiceCatalog catalog = new ServiceCatalog();
        TreeMap<ServiceName, ServiceEntry> model = new TreeMap<>();
        Mirror early = new Mirror();
        catalog.addListener(early);

        for (int i = 0; i < STEPS; i++) {
            Map<ServiceName, ServiceEntry> before = new TreeMap<>(model);
            early.news = 0;
            change(catalog, model, random);

            assertThat(early.known).isEqualTo(model);
            assertThat(early.news).isEqualTo(differences(before, model));
        }
    }

    @Property(tries = 200)
    void tellsALateListenerWhatAnEarlyOneKnowsAndThenTheSameNews(@ForAll long seed) {
        Random random = new Random(seed);
        ServiceCatalog catalog = new ServiceCatalog();
        TreeMap<ServiceName, ServiceEntry> model = new TreeMap<>();
        for (int i = 0; i < STEPS / 2; i++) {
            change(catalog, model, random);
        }

        Mirror late = new Mirror();
        ServiceCatalog.Registration registration = catalog.addListener(late);
        assertThat(late.known).isEqualTo(model);
        change(catalog, model, random);
        assertThat(late.known).isEqualTo(model);
        registration.close();
        Map<ServiceName, ServiceEntry> atTheEnd = new TreeMap<>(late.known);
        change(catalog, model, random);

        assertThat(late.known).isEqualTo(atTheEnd);
    }

    /** The order in which services were published decides nothing, contended addresses included. */
    @Property(tries = 200)
    void answersTheSameWhateverTheHistory(@ForAll long seed) {
        Random random = new Random(seed);
        ServiceCatalog lived = new ServiceCatalog();
        TreeMap<ServiceName, ServiceEntry> model = new TreeMap<>();
        for (int i = 0; i < STEPS; i++) {
            change(lived, model, random);
        }

        ServiceCatalog fresh = new ServiceCatalog();
        fresh.replaceAll(model.descendingMap().values());

        assertSameAnswers(fresh, model);
        assertSameAnswers(lived, model);
    }

    private static void change(ServiceCatalog catalog, TreeMap<ServiceName, ServiceEntry> model, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                ServiceName gone = name(random.nextInt(NAMES));
                catalog.remove(gone);
                model.remove(gone);
            }
            case 2 -> {
                Map<ServiceName, ServiceEntry> all = new LinkedHashMap<>();
                for (int i = random.nextInt(NAMES); i > 0; i--) {
                    ServiceEntry entry = entry(random);
                    all.put(entry.name(), entry);
                }
                catalog.replaceAll(all.values());
                model.clear();
                model.putAll(all);
            }
            default -> {
                ServiceEntry entry = entry(random);
                catalog.publish(entry);
                model.put(entry.name(), entry);
            }
        }
    }

    private static void assertSameAnswers(ServiceCatalog catalog, TreeMap<ServiceName, ServiceEntry> model) {
        assertThat(catalog.size()).isEqualTo(model.size());
        Map<ServiceName, ServiceEntry> visited = new TreeMap<>();
        catalog.forEach(entry -> visited.put(entry.name(), entry));
        assertThat(visited).isEqualTo(model);
        for (int i = 0; i < NAMES; i++) {
            assertThat(catalog.find(name(i))).isEqualTo(model.get(name(i)));
        }
        for (int address = 0; address < ADDRESSES; address++) {
            InetAddress ip = ip(address);
            assertThat(catalog.findByAddress(ip)).isEqualTo(first(model, entry -> owns(entry, ip)));
            for (int port = 1; port <= PORTS; port++) {
                for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
                    int number = port;
                    assertThat(catalog.findByAddress(ip, number, protocol))
                            .isEqualTo(first(
                                    model,
                                    entry -> owns(entry, ip) && entry.service().port(number, protocol) != null));
                }
            }
        }
        for (int i = 0; i < NODE_PORTS; i++) {
            int nodePort = FIRST_NODE_PORT + i * 128; // all in one bucket
            assertThat(catalog.findByNodePort(nodePort, Protocol.TCP))
                    .isEqualTo(first(
                            model,
                            entry -> entry.service().ports().stream()
                                    .anyMatch(p -> p.nodePort() == nodePort && p.protocol() == Protocol.TCP)));
        }
    }

    private static @Nullable ServiceEntry first(
            TreeMap<ServiceName, ServiceEntry> model, Predicate<ServiceEntry> wanted) {
        return model.values().stream().filter(wanted).findFirst().orElse(null);
    }

    private static boolean owns(ServiceEntry entry, InetAddress ip) {
        Service service = entry.service();
        boolean listed =
                service.clusterIps().contains(ip) || service.externalIps().contains(ip);
        return listed && !service.ports().isEmpty();
    }

    private static int differences(Map<ServiceName, ServiceEntry> before, Map<ServiceName, ServiceEntry> after) {
        int count = 0;
        for (int i = 0; i < NAMES; i++) {
            ServiceEntry old = before.get(name(i));
            ServiceEntry now = after.get(name(i));
            count += Objects.equals(old, now) ? 0 : 1;
        }
        return count;
    }

    private static ServiceEntry entry(Random random) {
        List<ServicePort> ports = new ArrayList<>();
        for (int port = 1; port <= PORTS; port++) {
            if (random.nextBoolean()) {
                Protocol protocol = random.nextBoolean() ? Protocol.TCP : Protocol.UDP;
                int nodePort = random.nextBoolean() ? 0 : FIRST_NODE_PORT + random.nextInt(NODE_PORTS) * 128;
                ports.add(new ServicePort("p" + port, port, protocol, null, nodePort));
            }
        }
        ServiceName name = name(random.nextInt(NAMES));
        Service service = Service.builder(name.namespace(), name.name())
                .clusterIps(random.nextInt(4) == 0 ? List.of() : List.of(ip(random.nextInt(ADDRESSES))))
                .externalIps(random.nextInt(3) > 0 ? List.of() : List.of(ip(random.nextInt(ADDRESSES))))
                .ports(ports)
                .build();
        TrafficPolicy policy = random.nextBoolean() ? null : TrafficPolicy.of("RANDOM");
        return new ServiceEntry(service, Map.of(), policy);
    }

    private static ServiceName name(int number) {
        return new ServiceName("ns" + number % 2, "s" + number);
    }

    private static InetAddress ip(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 96, 0, (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Knows what it was told, and insists that each piece of news fits what it knew. */
    private static final class Mirror implements CatalogListener {
        final Map<ServiceName, ServiceEntry> known = new TreeMap<>();
        int news;

        @Override
        public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
            assertThat(known.put(current.name(), current)).isSameAs(previous);
            news++;
        }

        @Override
        public void onRemoved(ServiceEntry last) {
            assertThat(known.remove(last.name())).isSameAs(last);
            news++;
        }
    }
}
