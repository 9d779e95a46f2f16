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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The tables of the specification: what each name has, and what it does not have. */
class ClusterZoneTest {
    private static final ZoneSettings SETTINGS =
            new ZoneSettings(DomainName.parse("cluster.local"), 30, 0, List.of(ClusterFixture.ip("169.254.96.16")));

    private final ServiceCatalog catalog = ClusterFixture.catalog();
    private final ZoneQuestions zone = new ZoneQuestions(catalog, SETTINGS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # a service with cluster IPs
            web.shop.svc.cluster.local. | A    | 10.96.0.10
            web.shop.svc.cluster.local. | AAAA | 2001:db8:0:0:0:0:0:10
            WEB.Shop.SVC.Cluster.LOCAL. | A    | 10.96.0.10
            _http._tcp.web.shop.svc.cluster.local. | SRV | 0 100 80 web.shop.svc.cluster.local.
            _quic._udp.web.shop.svc.cluster.local. | SRV | 0 100 443 web.shop.svc.cluster.local.
            10.0.96.10.in-addr.arpa.    | PTR  | web.shop.svc.cluster.local.
            # a headless service
            db.shop.svc.cluster.local.  | A    | 10.244.1.1, 10.244.1.2, 10.244.1.3
            db.shop.svc.cluster.local.  | AAAA | 2001:db8:1:0:0:0:0:1
            db-0.db.shop.svc.cluster.local. | A    | 10.244.1.1
            db-0.db.shop.svc.cluster.local. | AAAA | 2001:db8:1:0:0:0:0:1
            DB-1.db.shop.svc.cluster.local. | A    | 10.244.1.2
            10-244-1-3.db.shop.svc.cluster.local. | A | 10.244.1.3
            _sql._tcp.db.shop.svc.cluster.local. | SRV | 0 1 5432 10-244-1-3.db.shop.svc.cluster.local., 0 1 5432 db-0.db.shop.svc.cluster.local., 0 1 5432 db-1.db.shop.svc.cluster.local.
            2.1.244.10.in-addr.arpa.    | PTR  | db-1.db.shop.svc.cluster.local.
            3.1.244.10.in-addr.arpa.    | PTR  | 10-244-1-3.db.shop.svc.cluster.local.
            1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. | PTR | db-0.db.shop.svc.cluster.local.
            # addresses that are not ready, published
            peers.shop.svc.cluster.local.     | A | 10.244.2.1
            p-0.peers.shop.svc.cluster.local. | A | 10.244.2.1
            # ExternalName
            partner.shop.svc.cluster.local.   | CNAME | api.partner.example.
            # pods
            10-244-3-7.shop.pod.cluster.local.   | A    | 10.244.3.7
            2001-db8--7.shop.pod.cluster.local.  | AAAA | 2001:db8:0:0:0:0:0:7
            10-244-3-7.elsewhere.pod.cluster.local. | A | 10.244.3.7
            # the zone
            dns-version.cluster.local. | TXT | 1.1.0
            cluster.local.             | NS  | ns.dns.cluster.local.
            ns.dns.cluster.local.      | A   | 169.254.96.16
            """)
    void answers(String name, String type, String expected) throws Exception {
        Message answer = zone.ask(name, type);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(data(answer, Section.ANSWER)).containsExactlyInAnyOrder(expected.split(", "));
        assertThat(answer.getSection(Section.ANSWER)).allSatisfy(record -> {
            assertThat(record.getName().toString()).isEqualTo(name);
            assertThat(record.getTTL()).isEqualTo(30);
        });
        assertThat(answer.getQuestion().getName().toString()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web.shop.svc.cluster.local.            | TXT
            web.shop.svc.cluster.local.            | TYPE65280
            _tcp.web.shop.svc.cluster.local.       | A
            _udp.web.shop.svc.cluster.local.       | SRV
            _http._tcp.web.shop.svc.cluster.local. | A
            db-1.db.shop.svc.cluster.local.        | AAAA
            starting.shop.svc.cluster.local.       | A
            starting.shop.svc.cluster.local.       | SRV
            shop.svc.cluster.local.                | A
            svc.cluster.local.                     | A
            pod.cluster.local.                     | A
            shop.pod.cluster.local.                | A
            10-244-3-7.shop.pod.cluster.local.     | AAAA
            dns-version.cluster.local.             | A
            dns.cluster.local.                     | A
            ns.dns.cluster.local.                  | AAAA
            cluster.local.                         | A
            """)
    void saysThatANameHasNoSuchRecord(String name, String type) throws Exception {
        Message answer = zone.ask(name, type);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(data(answer, Section.AUTHORITY)).singleElement().asString().startsWith("ns.dns.cluster.local.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            other.shop.svc.cluster.local.            | A
            web.other.svc.cluster.local.             | A
            other.svc.cluster.local.                 | A
            db-3.db.shop.svc.cluster.local.          | A
            db-9.db.shop.svc.cluster.local.          | A
            10-244-1-1.db.shop.svc.cluster.local.    | A
            p-0.starting.shop.svc.cluster.local.     | A
            _sctp.web.shop.svc.cluster.local.        | SRV
            _http._udp.web.shop.svc.cluster.local.   | SRV
            _smtp._tcp.web.shop.svc.cluster.local.   | SRV
            http._tcp.web.shop.svc.cluster.local.    | SRV
            _x._http._tcp.web.shop.svc.cluster.local. | SRV
            www.example.com.shop.svc.cluster.local.  | A
            web.shop.svc.cluster.local.svc.cluster.local. | A
            10-244-3.shop.pod.cluster.local.         | A
            10-244-3-256.shop.pod.cluster.local.     | A
            nonsense.shop.pod.cluster.local.         | A
            a.10-244-3-7.shop.pod.cluster.local.     | A
            example.com.cluster.local.               | A
            a.dns-version.cluster.local.             | TXT
            """)
    void saysThatThereIsNoSuchName(String name, String type) throws Exception {
        Message answer = zone.ask(name, type);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        Record soa = answer.getSection(Section.AUTHORITY).get(0);
        assertThat(soa.getType()).isEqualTo(Type.SOA);
        assertThat(soa.getName().toString()).isEqualTo("cluster.local.");
        assertThat(soa.getTTL()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.example., A",
        "xcluster.local., A",
        "local., A",
        "., NS",
        "11.0.96.10.in-addr.arpa., PTR",
        "010.0.96.10.in-addr.arpa., PTR",
        "0.96.10.in-addr.arpa., PTR",
        "x.1.0.0.10.in-addr.arpa., PTR",
        "4.2.244.10.in-addr.arpa., PTR"
    })
    void leavesNamesThatAreNotTheClustersToOthers(String name, String type) throws Exception {
        assertThat(zone.outcome(name, type)).isEqualTo(ClusterZone.Outcome.FOREIGN);
    }

    @Test
    void addsTheAddressesOfServiceLocations() throws Exception {
        Message service = zone.ask("_http._tcp.web.shop.svc.cluster.local.", "SRV");
        Message headless = zone.ask("_sql._tcp.db.shop.svc.cluster.local.", "SRV");

        assertThat(rows(service, Section.ADDITIONAL))
                .containsExactlyInAnyOrder(
                        "web.shop.svc.cluster.local. 10.96.0.10", "web.shop.svc.cluster.local. 2001:db8:0:0:0:0:0:10");
        assertThat(rows(headless, Section.ADDITIONAL))
                .containsExactlyInAnyOrder(
                        "db-0.db.shop.svc.cluster.local. 10.244.1.1",
                        "db-0.db.shop.svc.cluster.local. 2001:db8:1:0:0:0:0:1",
                        "db-1.db.shop.svc.cluster.local. 10.244.1.2",
                        "10-244-1-3.db.shop.svc.cluster.local. 10.244.1.3");
    }

    @Test
    void listsAllPortsAtTheServiceItself() throws Exception {
        Message answer = zone.ask("web.shop.svc.cluster.local.", "SRV");

        assertThat(data(answer, Section.ANSWER))
                .containsExactlyInAnyOrder(
                        "0 100 80 web.shop.svc.cluster.local.",
                        "0 100 443 web.shop.svc.cluster.local.",
                        "0 100 443 web.shop.svc.cluster.local.");
    }

    @Test
    void turnsTheOrderOfAddressesFromAnswerToAnswer() throws Exception {
        Stream<String> first = Stream.of(1, 2, 3).map(i -> {
            try {
                return data(zone.ask("db.shop.svc.cluster.local.", "A"), Section.ANSWER)
                        .get(0);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        assertThat(first).containsExactlyInAnyOrder("10.244.1.1", "10.244.1.2", "10.244.1.3");
    }

    @Test
    void answersAnyWithOneSmallRecord() throws Exception {
        assertThat(data(zone.ask("db.shop.svc.cluster.local.", "ANY"), Section.ANSWER))
                .containsExactly("\"RFC8482\" \"\"");
        assertThat(zone.ask("other.shop.svc.cluster.local.", "ANY").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void leavesTheTargetOfAnExternalNameToBeLookedUp() throws Exception {
        assertThat(zone.outcome("partner.shop.svc.cluster.local.", "A")).isEqualTo(ClusterZone.Outcome.ALIAS);
        assertThat(zone.aliasTarget("partner.shop.svc.cluster.local.")).hasToString("api.partner.example.");
    }

    @Test
    void doesNotDenyAServiceBeforeTheCatalogIsComplete() throws Exception {
        ServiceCatalog young = new ServiceCatalog();
        young.publish(ClusterFixture.web());
        ZoneQuestions early = new ZoneQuestions(young, SETTINGS);

        assertThat(early.ask("web.shop.svc.cluster.local.", "A").getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(early.ask("db.shop.svc.cluster.local.", "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(early.ask("www.example.com.shop.svc.cluster.local.", "A").getRcode())
                .isEqualTo(Rcode.NXDOMAIN);

        young.markSynced();

        assertThat(early.ask("db.shop.svc.cluster.local.", "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    /** Pitfalls, DNS: "a name asked for too early is NXDOMAIN for 30 s after the service appears". */
    @Test
    void answersForAServiceAsSoonAsItIsThereWhateverWasAskedBefore() throws Exception {
        Message early = zone.ask("late.shop.svc.cluster.local.", "A");
        catalog.publish(ClusterFixture.plain("shop", "late", "10.96.0.99"));
        Message after = zone.ask("late.shop.svc.cluster.local.", "A");
        catalog.remove(ClusterFixture.plain("shop", "late", "10.96.0.99").name());
        Message removed = zone.ask("late.shop.svc.cluster.local.", "A");

        assertThat(early.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(early.getSection(Section.AUTHORITY).get(0).getTTL()).isZero(); // so nobody else keeps it either
        assertThat(data(after, Section.ANSWER)).containsExactly("10.96.0.99");
        assertThat(removed.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    /** Pitfalls, DNS: "zone fixed to cluster.local". */
    @Test
    void hasAnyZone() throws Exception {
        ZoneQuestions corp =
                new ZoneQuestions(catalog, new ZoneSettings(DomainName.parse("Edge.Corp.Example"), 5, 3, List.of()));

        assertThat(data(corp.ask("web.shop.svc.edge.corp.example.", "A"), Section.ANSWER))
                .containsExactly("10.96.0.10");
        assertThat(data(corp.ask("10.0.96.10.in-addr.arpa.", "PTR"), Section.ANSWER))
                .containsExactly("web.shop.svc.edge.corp.example.");
        assertThat(corp.ask("x.shop.svc.edge.corp.example.", "A")
                        .getSection(Section.AUTHORITY)
                        .get(0)
                        .getTTL())
                .isEqualTo(3);
        assertThat(corp.outcome("web.shop.svc.cluster.local.", "A")).isEqualTo(ClusterZone.Outcome.FOREIGN);
    }

    /** A host name comes from outside; one that is no label must not spoil the message. */
    @Test
    void callsAnEndpointByItsAddressIfItsHostNameIsNoLabel() throws Exception {
        Service service = Service.builder("shop", "odd")
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .build();
        List<Endpoint> endpoints = List.of(
                ClusterFixture.endpoint("10.244.9.1", 80, "x".repeat(64)),
                ClusterFixture.endpoint("10.244.9.2", 80, "with.dot"),
                ClusterFixture.endpoint("10.244.9.3", 80, ""),
                ClusterFixture.endpoint("10.244.9.4", 80, "n\u00f6"));
        catalog.publish(new ServiceEntry(service, Map.of("http", endpoints), null));

        assertThat(data(zone.ask("_http._tcp.odd.shop.svc.cluster.local.", "SRV"), Section.ANSWER))
                .hasSize(4)
                .contains("0 1 80 10-244-9-1.odd.shop.svc.cluster.local.");
        assertThat(data(zone.ask("10-244-9-2.odd.shop.svc.cluster.local.", "A"), Section.ANSWER))
                .containsExactly("10.244.9.2");
    }

    /** The longest names there can be, in the longest zone. */
    @Test
    void writesNamesOfTheGreatestLength() throws Exception {
        String label = "x".repeat(63);
        String zoneName = "z".repeat(50) + ".local";
        ZoneQuestions longest =
                new ZoneQuestions(catalog, new ZoneSettings(DomainName.parse(zoneName), 30, 0, List.of()));
        Service service = Service.builder(label, label)
                .ports(ServicePort.of("p", 80, Protocol.TCP))
                .build();
        catalog.publish(new ServiceEntry(
                service, Map.of("p", List.of(ClusterFixture.endpoint("10.244.9.1", 80, label))), null));
        String name = label + '.' + label + ".svc." + zoneName + '.';

        assertThat(data(longest.ask("_p._tcp." + name, "SRV"), Section.ANSWER))
                .containsExactly("0 1 80 " + label + '.' + name);
        assertThat(data(longest.ask(label + '.' + name, "A"), Section.ANSWER)).containsExactly("10.244.9.1");
    }

    @Test
    void raisesTheSerialWithEveryChange() throws Exception {
        long before = serial();
        catalog.publish(ClusterFixture.plain("shop", "late", "10.96.0.99"));

        assertThat(serial()).isGreaterThan(before);
    }

    private long serial() throws Exception {
        String[] soa =
                data(zone.ask("cluster.local.", "SOA"), Section.ANSWER).get(0).split(" ");
        return Long.parseLong(soa[2]);
    }

    private static List<String> data(Message answer, int section) {
        return answer.getSection(section).stream().map(Record::rdataToString).toList();
    }

    private static List<String> rows(Message answer, int section) {
        return answer.getSection(section).stream()
                .map(record -> record.getName() + " " + record.rdataToString())
                .toList();
    }
}
