package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.dns.forward.LoopGuard;
import io.edgemesh.dns.forward.Upstreams;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** We never forward to ourselves. */
class NameServersTest {
    private final Network network = new NioNetworkProvider().create(1);

    @AfterEach
    void close() {
        network.close();
    }

    private List<InetSocketAddress> others(Map<String, ?> settings, String... servers) {
        Random random = new Random(1);
        Upstreams upstreams =
                new Upstreams(network, Ticker.systemTicker(), random, Duration.ofSeconds(1), new LoopGuard(random));
        NameServers nameServers = new NameServers(DnsSettings.from(Settings.of("test.yaml", settings)), upstreams);
        return nameServers.withoutOurs(
                List.of(servers).stream().map(NameServersTest::address).toList());
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                ClusterFixture.ip(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    @Test
    void leavesOutTheAddressWeListenOn() {
        assertThat(others(
                        Map.of("listenAddresses", List.of("127.0.0.1", "169.254.96.16")),
                        "169.254.96.16:53",
                        "192.0.2.1:53",
                        "127.0.0.1:5353"))
                .containsExactly(address("192.0.2.1:53"), address("127.0.0.1:5353"));
    }

    @Test
    void leavesOutEveryAddressOfThisMachineIfWeListenOnAll() {
        assertThat(others(Map.of("listenAddresses", List.of("0.0.0.0")), "127.0.0.53:53", "192.0.2.1:53"))
                .containsExactly(address("192.0.2.1:53"));
    }

    @Test
    void asksEachServerOnce() {
        assertThat(others(Map.of(), "192.0.2.1:53", "192.0.2.1:53")).hasSize(1);
    }
}
