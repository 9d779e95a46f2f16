package io.edgemesh.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.dns.DnsFixture;
import io.edgemesh.dns.FakeUpstream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class JvmLookupsTest {
    private static DnsFixture start(FakeUpstream upstream) {
        return new DnsFixture(
                Map.of("listenAddresses", List.of(), "jvmResolver", true, "upstreamServers", List.of(upstream.text())));
    }

    @Test
    void knowsTheNamesOfAMeshThatAsksForItWhileItRuns() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.answering("192.0.2.1", 60)) {
            try (DnsFixture dns = start(upstream)) {
                assertThat(JvmLookups.knows("web.shop.svc.cluster.local")).isTrue();
                assertThat(JvmLookups.knows("web.shop")).isFalse();
                assertThat(JvmLookups.knows("example.com")).isFalse();
                assertThat(JvmLookups.find("partner.shop.svc.cluster.local")).hasSize(1);
                assertThatThrownBy(() -> JvmLookups.find("missing.shop.svc.cluster.local"))
                        .isInstanceOf(UnknownHostException.class);
            }
            assertThat(JvmLookups.knows("web.shop.svc.cluster.local")).isFalse();
        }
    }

    @Test
    void aMeshThatDoesNotAskForItIsNotKnown() {
        try (DnsFixture dns = new DnsFixture(Map.of("listenAddresses", List.of()))) {
            assertThat(JvmLookups.knows("web.shop.svc.cluster.local")).isFalse();
        }
    }

    @Test
    void doesNotWaitOnAnEventLoop() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.answering("192.0.2.1", 60);
                DnsFixture dns = start(upstream)) {
            var found = dns.mesh().network().eventLoops().next().submit(() -> {
                assertThat(JvmLookups.find("web.shop.svc.cluster.local")).isNotEmpty();
                return JvmLookups.find("partner.shop.svc.cluster.local");
            });

            assertThatThrownBy(found::get).cause().hasMessageContaining("event loop");
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "InetAddress asks providers from JDK 18 on")
    void theJdkFindsClusterNamesAndAllOthersAsBefore() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.answering("192.0.2.1", 60);
                DnsFixture dns = start(upstream)) {
            assertThat(InetAddress.getAllByName("web.shop.svc.cluster.local"))
                    .extracting(InetAddress::getHostAddress)
                    .containsExactlyInAnyOrder("10.96.0.10", "2001:db8:0:0:0:0:0:10");
            assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
            assertThatThrownBy(() -> InetAddress.getByName("missing.shop.svc.cluster.local"))
                    .isInstanceOf(UnknownHostException.class);
        }
    }
}
