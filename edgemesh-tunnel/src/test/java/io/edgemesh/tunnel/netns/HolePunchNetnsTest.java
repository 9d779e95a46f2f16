package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes behind two NATs that meet over a relay, which is the only one to tell them how they look from outside. */
class HolePunchNetnsTest {
    private static final int RELAY = 1;
    private static final int A = 2;
    private static final int B = 3;

    private NatLab lab;
    private PeerProcess relay;
    private PeerProcess a;
    private PeerProcess b;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
    }

    private void start(Unsolicited unsolicited, String... quic) throws Exception {
        start(unsolicited, Ports.PRESERVED, Ports.PRESERVED, quic);
    }

    private void start(Unsolicited unsolicited, Ports portsOfA, Ports portsOfB, String... quic) throws Exception {
        lab = new NatLab("punch", "10.99.0").addLan(1, unsolicited, portsOfA).addLan(2, unsolicited, portsOfB);
        relay = start(lab.relayNamespace(), quic, "relay", RELAY, lab.relayIp());
        a = start(lab.lanNamespace(1), quic, "node", A, RELAY, lab.relayIp());
        b = start(lab.lanNamespace(2), quic, "node", B, RELAY, lab.relayIp());
        a.ask("reserved");
        b.ask("reserved");
        if (quic.length > 0) {
            a.ask("mapped");
            b.ask("mapped");
        }
    }

    private static PeerProcess start(String namespace, String[] quic, Object... arguments) throws Exception {
        return PeerProcess.start(
                namespace, Stream.concat(Stream.of(arguments), Stream.of(quic)).toArray());
    }

    @AfterEach
    void stop() throws Exception {
        for (PeerProcess peer : new PeerProcess[] {a, b, relay}) {
            if (peer != null) {
                peer.close();
            }
        }
        lab.close();
    }

    @Test
    void newStreamsGoDirectlyOnceTheHoleIsThere() throws Exception {
        start(Unsolicited.DROP);

        assertThat(meetOver("/tcp/")).doesNotContain("/20006");

        assertBulkGoesDirectly();
        awaitPunches("attempts=1, successes=1, failures=0");
    }

    @Test
    void udpGetsThroughWhereNatsAnswerTcpWithAReset() throws Exception {
        start(Unsolicited.REJECT, "quic");

        assertThat(meetOver("/udp/")).endsWith("/quic-v1");

        assertBulkGoesDirectly();
        awaitPunches("attempts=[123], successes=1, failures=0");
    }

    @Test
    void oneConnectionIsEnoughWhereBothWaysAreOpen() throws Exception {
        start(Unsolicited.DROP, "quic");

        meetOver("/");

        awaitPunches("attempts=1, successes=1, failures=0");
    }

    /** Has both connect over the relay and then directly; returns where a has found b. */
    private String meetOver(String transport) throws InterruptedException {
        assertThat(a.ask("echo " + B + " 1000")).startsWith("same");
        String address = a.ask("direct " + B);
        assertThat(address).startsWith("direct /ip4/" + lab.natIp(2) + transport);
        assertThat(b.ask("direct " + A)).startsWith("direct /ip4/" + lab.natIp(1) + transport);
        return address;
    }

    private void assertBulkGoesDirectly() throws InterruptedException {
        long before = bytes(relay.ask("stats"));

        assertThat(a.ask("echo " + B + " 10485760")).startsWith("same direct");
        assertThat(b.ask("echo " + A + " 10485760")).startsWith("same direct");

        assertThat(bytes(relay.ask("stats"))).isLessThan(before + 10_000);
    }

    /** The connection stands a moment before the attempt is counted. */
    private void awaitPunches(String stats) {
        Awaitility.await().untilAsserted(() -> assertThat(b.ask("punches")).matches("HolePunchStats\\[" + stats + "]"));
    }

    @ParameterizedTest
    @EnumSource
    void randomPortsCostNothingButTheAttempt(Ports portsOfA) throws Exception {
        start(Unsolicited.DROP, portsOfA, Ports.RANDOM, "quic");

        assertThat(a.ask("echo " + B + " 1000")).isEqualTo("same relayed");
        assertThat(b.ask("gave up")).isEqualTo("HolePunchStats[attempts=3, successes=0, failures=1]");
        assertThat(a.ask("echo " + B + " 1048576")).isEqualTo("same relayed");
        assertThat(b.ask("echo " + A + " 1048576")).isEqualTo("same relayed");
        assertThat(a.ask("paths " + B)).isEqualTo("[relayed]");
        assertThat(b.ask("punches")).isEqualTo("HolePunchStats[attempts=3, successes=0, failures=1]");
    }

    static long bytes(String stats) {
        return Long.parseLong(stats.replaceAll(".*bytesForwarded=(\\d+).*", "$1"));
    }
}
