package io.edgemesh.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.dns.ClusterFixture;
import io.edgemesh.dns.DnsFixture;
import io.edgemesh.dns.FakeUpstream;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names within this process, of a subsystem that listens nowhere. */
class MeshResolverGroupTest {
    private FakeUpstream upstream;
    private DnsFixture dns;
    private AddressResolver<InetSocketAddress> resolver;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void start() throws Exception {
        upstream = FakeUpstream.answering("192.0.2.1", 60);
        dns = new DnsFixture(Map.of("listenAddresses", List.of(), "upstreamServers", List.of(upstream.text())));
        AddressResolverGroup<InetSocketAddress> group =
                dns.subsystem().feature(AddressResolverGroup.class).orElseThrow();
        resolver = group.getResolver(dns.mesh().network().eventLoops().next());
    }

    @AfterEach
    void close() throws Exception {
        dns.close();
        upstream.close();
    }

    private List<String> resolveAll(String host) throws Exception {
        return resolver.resolveAll(InetSocketAddress.createUnresolved(host, 80)).get(30, TimeUnit.SECONDS).stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "web.shop.svc.cluster.local, 10.96.0.10",
        "WEB.shop.svc.cluster.local., 10.96.0.10",
        "web.shop.svc, 10.96.0.10",
        "web.shop, 10.96.0.10",
        "db-1.db.shop, 10.244.1.2",
        "db-1.db.shop.svc, 10.244.1.2",
        "partner.shop, 192.0.2.1",
        "web-alias.shop.svc.cluster.local, 10.96.0.10"
    })
    void resolvesClusterNamesAsAPodWould(String host, String address) throws Exception {
        InetSocketAddress resolved =
                resolver.resolve(InetSocketAddress.createUnresolved(host, 8080)).get(30, TimeUnit.SECONDS);

        assertThat(resolved.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(resolved.getPort()).isEqualTo(8080);
    }

    @Test
    void resolvesToAllAddressesOfBothFamilies() throws Exception {
        assertThat(resolveAll("web.shop")).containsExactly("10.96.0.10", "2001:db8:0:0:0:0:0:10");
        assertThat(resolveAll("db.shop"))
                .containsExactlyInAnyOrder("10.244.1.1", "10.244.1.2", "10.244.1.3", "2001:db8:1:0:0:0:0:1");
    }

    @Test
    void leavesOtherNamesToTheSystem() throws Exception {
        assertThat(resolveAll("localhost")).contains("127.0.0.1");
        assertThat(resolveAll("192.0.2.99")).containsExactly("192.0.2.99");
    }

    @Test
    void asksNobodyElseForClusterNamesThatDoNotExist() {
        assertThatThrownBy(() -> resolveAll("missing.shop.svc.cluster.local"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("missing.shop.svc.cluster.local");
    }

    @Test
    void seesANewServiceAtOnce() throws Exception {
        assertThatThrownBy(() -> resolveAll("late.shop.svc.cluster.local"))
                .hasCauseInstanceOf(UnknownHostException.class);

        dns.catalog().publish(ClusterFixture.plain("shop", "late", "10.96.0.77"));

        assertThat(resolveAll("late.shop.svc.cluster.local")).containsExactly("10.96.0.77");
    }

    @Test
    void tellsLiteralAddressesFromNames() throws Exception {
        assertThat(resolveAll("::1"))
                .first()
                .satisfies(
                        address -> assertThat(InetAddress.getByName(address)).isEqualTo(InetAddress.getByName("::1")));
    }
}
