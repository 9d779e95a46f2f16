package io.edgemesh.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.dns.ClusterFixture;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientLimitTest {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final ClientLimit limit = new ClientLimit(100, 42, ticker.nanoTime());
    private final InetAddress pod = ClusterFixture.ip("10.244.0.9");

    private Map<ClientLimit.Verdict, Integer> ask(InetAddress client, int times) {
        Map<ClientLimit.Verdict, Integer> verdicts = new EnumMap<>(ClientLimit.Verdict.class);
        for (int i = 0; i < times; i++) {
            verdicts.merge(limit.count(client, ticker), 1, Integer::sum);
        }
        return verdicts;
    }

    @Test
    void answersABurstOfASecondAndTellsHalfOfTheRestToUseTcp() {
        assertThat(ask(pod, 300))
                .containsEntry(ClientLimit.Verdict.ANSWER, 100)
                .containsEntry(ClientLimit.Verdict.TRUNCATE, 100)
                .containsEntry(ClientLimit.Verdict.DROP, 100);
    }

    @Test
    void answersAtTheAllowedRateFromThenOn() {
        ask(pod, 300);
        ticker.advance(500, TimeUnit.MILLISECONDS);

        assertThat(ask(pod, 300)).containsEntry(ClientLimit.Verdict.ANSWER, 50);
    }

    @Test
    void limitsEachClientForItself() {
        ask(pod, 300);

        assertThat(ask(ClusterFixture.ip("10.244.0.10"), 10)).containsOnlyKeys(ClientLimit.Verdict.ANSWER);
    }

    @Test
    void takesTheAddressesOfAnIpv6NetworkForOneClient() {
        ask(ClusterFixture.ip("2001:db8::1"), 300);

        assertThat(ask(ClusterFixture.ip("2001:db8::2"), 10)).doesNotContainKey(ClientLimit.Verdict.ANSWER);
    }

    @Test
    void neverLimitsThisMachineItself() {
        assertThat(ask(ClusterFixture.ip("127.0.0.1"), 1000)).containsOnlyKeys(ClientLimit.Verdict.ANSWER);
        assertThat(ask(ClusterFixture.ip("::1"), 1000)).containsOnlyKeys(ClientLimit.Verdict.ANSWER);
    }

    @Test
    void limitsNobodyIfSwitchedOff() {
        ClientLimit off = new ClientLimit(0, 42, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(off.count(pod, ticker)).isEqualTo(ClientLimit.Verdict.ANSWER);
        }
    }
}
