package io.edgemesh.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.dns.ClusterFixture;
import io.edgemesh.dns.wire.DomainName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The zone against one that is as simple as can be: all names of the catalog, listed afresh for every question. */
class ZonePropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "web-0");
    private static final List<String> SPACES = List.of("x", "y");

    @Property(tries = 30)
    void answersLikeAListOfAllNames(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int changes)
            throws IOException {
        Random random = new Random(seed);
        ServiceCatalog catalog = new ServiceCatalog();
        catalog.markSynced();
        ZoneQuestions zone =
                new ZoneQuestions(catalog, new ZoneSettings(DomainName.parse("cluster.local"), 30, 0, List.of()));
        for (int i = 0; i < changes; i++) {
            change(catalog, random);
            for (String name : questions()) {
                for (String type : List.of("A", "AAAA", "SRV")) {
                    compare(zone.ask(name, type), new NaiveZone(catalog), name, type);
                }
            }
        }
        for (int i = 0; i < 8; i++) {
            compareReverse(zone, new NaiveZone(catalog), "10.0.0." + i);
        }
    }

    private static void change(ServiceCatalog catalog, Random random) {
        ServiceEntry entry = service(random);
        if (random.nextInt(3) == 0) {
            catalog.remove(entry.name());
        } else {
            catalog.publish(entry);
        }
    }

    private static ServiceEntry service(Random random) {
        Service.Builder builder = Service.builder(pick(SPACES, random), pick(NAMES, random))
                .ports(ServicePort.of("http", 80 + random.nextInt(2), Protocol.TCP))
                .publishNotReadyAddresses(random.nextInt(4) == 0);
        if (random.nextBoolean()) {
            builder.clusterIps(List.of(ClusterFixture.ip("10.0.0." + random.nextInt(8))));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String address = random.nextInt(4) == 0 ? "2001:db8::" + random.nextInt(4) : "10.0.0." + random.nextInt(8);
            endpoints.add(ClusterFixture.endpoint(address, 8080, random.nextBoolean() ? pick(NAMES, random) : null)
                    .withState(random.nextInt(3) == 0 ? Endpoint.State.NOT_READY : Endpoint.State.READY));
        }
        return new ServiceEntry(builder.build(), Map.of("http", endpoints), null);
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> questions() {
        List<String> questions = new ArrayList<>();
        for (String space : SPACES) {
            questions.add(space + ".svc.cluster.local.");
            for (String name : NAMES) {
                String service = name + '.' + space + ".svc.cluster.local.";
                questions.add(service);
                questions.add("web-0." + service);
                questions.add("10-0-0-3." + service);
                questions.add("_tcp." + service);
                questions.add("_http._tcp." + service);
                questions.add("_http._udp." + service);
            }
        }
        return questions;
    }

    private static void compare(Message answer, NaiveZone naive, String name, String type) {
        assertThat(Rcode.string(answer.getRcode()))
                .as("%s %s", name, type)
                .isEqualTo(naive.exists(name) ? "NOERROR" : "NXDOMAIN");
        assertThat(data(answer)).as("%s %s", name, type).isEqualTo(naive.records(name, type));
    }

    private static void compareReverse(ZoneQuestions zone, NaiveZone naive, String address) throws IOException {
        String[] octets = address.split("\\.");
        String name = octets[3] + '.' + octets[2] + '.' + octets[1] + '.' + octets[0] + ".in-addr.arpa.";
        TreeSet<String> expected = naive.pointers(address);
        if (expected.isEmpty()) {
            assertThat(zone.outcome(name, "PTR")).isEqualTo(ClusterZone.Outcome.FOREIGN);
        } else {
            assertThat(data(zone.ask(name, "PTR"))).as(name).isEqualTo(expected);
        }
    }

    private static TreeSet<String> data(Message answer) {
        TreeSet<String> data = new TreeSet<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            assertThat(data.add(record.rdataToString()))
                    .as("no record twice: %s", record)
                    .isTrue();
        }
        return data;
    }
}
