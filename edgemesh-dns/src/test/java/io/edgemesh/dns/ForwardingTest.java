package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Which name server is asked for what. */
class ForwardingTest {
    @TempDir
    Path folder;

    private FakeUpstream first;
    private FakeUpstream second;

    @BeforeEach
    void start() throws IOException {
        first = FakeUpstream.answering("192.0.2.1", 60);
        second = FakeUpstream.answering("192.0.2.2", 60);
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    @Test
    void stubDomainsHaveServersOfTheirOwn() throws Exception {
        try (DnsFixture dns = new DnsFixture(Map.of(
                "upstreamServers", List.of(first.text()),
                "stubDomains", Map.of("corp.example", List.of(second.text()))))) {
            assertThat(dns.client().first("www.example.", "A")).isEqualTo("192.0.2.1");
            assertThat(dns.client().first("git.CORP.example.", "A")).isEqualTo("192.0.2.2");
            assertThat(dns.client().first("xcorp.example.", "A")).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void answersFromTheCacheWithTheTimeLeft() throws Exception {
        try (DnsFixture dns = new DnsFixture(Map.of("upstreamServers", List.of(first.text())))) {
            dns.client().ask("www.example.", "A");
            int asked = first.udpQueries();

            Message again = dns.client().ask("www.example.", "A");

            assertThat(again.getSection(Section.ANSWER).get(0).getTTL()).isBetween(50L, 60L);
            assertThat(first.udpQueries()).isEqualTo(asked);
            assertThat(dns.counts()).containsEntry("cached", 1L).containsEntry("forwarded", 1L);
        }
    }

    @Test
    void passesOnThatANameDoesNotExist() throws Exception {
        first.answer(query -> {
            Message answer = FakeUpstream.reply(query, Rcode.NXDOMAIN);
            answer.addRecord(FakeUpstream.record("example.", "SOA", 60, "ns. h. 1 1 1 1 60"), Section.AUTHORITY);
            return answer;
        });
        try (DnsFixture dns = new DnsFixture(Map.of("upstreamServers", List.of(first.text())))) {
            Message answer = dns.client().ask("missing.example.", "A");

            assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
        }
    }

    /** A search list makes such names; asking anybody for them would be a storm. */
    @Test
    void clusterNamesWithASearchDomainBehindThemAreAnsweredAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("resolv.conf"), "search corp.example lan\n");
        try (DnsFixture dns = new DnsFixture(Map.of(
                "upstreamServers", List.of(first.text()),
                "resolverFile", file.toString(),
                "searchSuffixes", List.of("compute.internal")))) {
            int asked = first.udpQueries();
            for (String suffix :
                    List.of("corp.example.", "lan.", "compute.internal.", "svc.cluster.local.", "cluster.local.")) {
                Message answer = dns.client().ask("web.shop.svc.cluster.local." + suffix, "A");

                assertThat(answer.getRcode()).as(suffix).isEqualTo(Rcode.NXDOMAIN);
            }
            assertThat(first.udpQueries()).isEqualTo(asked);
            assertThat(dns.client().first("web.corp.example.", "A")).isEqualTo("192.0.2.1");
            assertThat(dns.client().first("cluster.local.other.example.", "A")).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void completesAnExternalNameWithTheAddressesOfItsTarget() throws Exception {
        try (DnsFixture dns = new DnsFixture(Map.of("upstreamServers", List.of(first.text())))) {
            assertThat(rows(dns.client().ask("partner.shop.svc.cluster.local.", "A")))
                    .containsExactly(
                            "partner.shop.svc.cluster.local. api.partner.example.", "api.partner.example. 192.0.2.1");
            assertThat(rows(dns.client().ask("web-alias.shop.svc.cluster.local.", "A")))
                    .containsExactly(
                            "web-alias.shop.svc.cluster.local. web.shop.svc.cluster.local.",
                            "web.shop.svc.cluster.local. 10.96.0.10");
            assertThat(dns.client().ask("circle.shop.svc.cluster.local.", "A").getRcode())
                    .isEqualTo(Rcode.SERVFAIL);
        }
    }

    @Test
    void answersAnExternalNameWithItsCnameAloneIfItsTargetCannotBeLookedUp() throws Exception {
        try (DnsFixture dns = new DnsFixture(Map.of())) {
            Message answer = dns.client().ask("partner.shop.svc.cluster.local.", "A");

            assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        }
    }

    @Test
    void cacheDnsFindsTheClustersOwnServerInTheCatalog() throws Exception {
        try (DnsFixture dns = new DnsFixture(
                Map.of("upstreamServers", List.of(second.text()), "cacheDNS", Map.of("enable", true, "cacheTTL", 7)))) {
            assertThat(dns.client().first("web.shop.svc.cluster.local.", "A"))
                    .as("no zone of our own")
                    .isEqualTo("192.0.2.2");

            dns.catalog().publish(clusterDns());

            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> dns.client()
                            .first("fresh-" + System.nanoTime() + ".shop.svc.cluster.local.", "A")
                            .equals("192.0.2.1"));
            Message answer = dns.client().ask("orders.shop.svc.cluster.local.", "A");
            assertThat(answer.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(7);
            Message cached = dns.client().ask("orders.shop.svc.cluster.local.", "A");
            assertThat(cached.getSection(Section.ANSWER).get(0).getTTL()).isBetween(1L, 7L);
        }
    }

    private ServiceEntry clusterDns() {
        return ServiceEntry.of(Service.builder("kube-system", "rke2-coredns")
                .labels(Map.of("k8s-app", "kube-dns"))
                .clusterIps(List.of(first.address().getAddress()))
                .ports(ServicePort.of("dns", first.address().getPort(), Protocol.UDP))
                .build());
    }

    /** Pitfalls, DNS: "every query logged" there; "counted; sampled log on request" here. */
    @Test
    void countsQueries() throws Exception {
        try (DnsFixture dns = new DnsFixture(Map.of())) {
            dns.client().ask("web.shop.svc.cluster.local.", "A");
            dns.client().ask("web.shop.svc.cluster.local.", "AXFR");
            dns.client().ask("www.example.", "A");

            assertThat(dns.counts())
                    .containsEntry("queries", 3L)
                    .containsEntry("cluster", 1L)
                    .containsEntry("refused", 1L)
                    .containsEntry("failed", 1L);
        }
    }

    private static List<String> rows(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map((Record record) -> record.getName() + " " + record.rdataToString())
                .toList();
    }
}
