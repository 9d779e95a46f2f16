package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** Name servers that go away and come back, seen by a client of the whole subsystem. */
class OfflineTest {
    private FakeUpstream upstream;
    private DnsFixture dns;

    @AfterEach
    void close() throws Exception {
        dns.close();
        upstream.close();
    }

    private void start(Map<String, ?> settings) throws Exception {
        upstream = FakeUpstream.answering("192.0.2.1", 1);
        Map<String, Object> all = new HashMap<>(
                Map.of("upstreamServers", List.of(upstream.text()), "cache", Map.of("staleAfter", "200ms")));
        all.putAll(settings);
        dns = new DnsFixture(all);
    }

    @Test
    void knownNamesAreAnsweredWhileServersAreCutOffAndFreshSoonAfterTheyAreBack() throws Exception {
        start(Map.of());
        assertThat(dns.client().first("www.example.", "A")).isEqualTo("192.0.2.1");
        int port = upstream.address().getPort();
        upstream.close();
        Awaitility.await().until(() -> isStale("www.example."));

        assertThat(dns.client().first("www.example.", "A")).isEqualTo("192.0.2.1");
        assertThat(dns.client().first("web.shop.svc.cluster.local.", "A")).isEqualTo("10.96.0.10");
        assertThat(dns.client().first("never-asked.example.", "A")).isEqualTo("SERVFAIL");

        upstream = FakeUpstream.answering(port, "192.0.2.2", 60);

        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> dns.client().first("www.example.", "A").equals("192.0.2.2"));
        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> dns.client().first("never-asked.example.", "A").equals("192.0.2.2"));
    }

    /** Pitfalls, DNS: "with cacheDNS nothing resolves offline after 30 s". */
    @Test
    void withCacheDnsNamesResolveOfflineBeyondTheCachesTtl() throws Exception {
        start(Map.of("cacheDNS", Map.of("enable", true, "autoDetect", false, "cacheTTL", 1)));
        assertThat(dns.client().first("orders.shop.svc.cluster.local.", "A")).isEqualTo("192.0.2.1");
        upstream.close();

        Awaitility.await().until(() -> isStale("orders.shop.svc.cluster.local."));

        assertThat(dns.client().first("orders.shop.svc.cluster.local.", "A")).isEqualTo("192.0.2.1");
    }

    private boolean isStale(String name) throws Exception {
        Message query = DnsClient.query(name, "A");
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        OPTRecord opt = dns.client().askUdp(query).getOPT();
        return opt != null && !opt.getOptions(15).isEmpty(); // extended error: stale answer
    }
}
