package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    private void start(Ports portsOfA, Ports portsOfB) throws Exception {
        lab = new NatLab("punch", "10.99.0")
                .addLan(1, Unsolicited.DROP, portsOfA)
                .addLan(2, Unsolicited.DROP, portsOfB);
        relay = PeerProcess.start(lab.relayNamespace(), "relay", RELAY, lab.relayIp());
        a = PeerProcess.start(lab.lanNamespace(1), "node", A, RELAY, lab.relayIp());
        b = PeerProcess.start(lab.lanNamespace(2), "node", B, RELAY, lab.relayIp());
        a.ask("reserved");
        b.ask("reserved");
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
        start(Ports.PRESERVED, Ports.PRESERVED);

        assertThat(a.ask("echo " + B + " 1000")).startsWith("same");
        assertThat(a.ask("direct " + B))
                .startsWith("direct /ip4/" + lab.natIp(2) + "/tcp/")
                .doesNotContain("/20006");
        assertThat(b.ask("direct " + A)).startsWith("direct /ip4/" + lab.natIp(1) + "/tcp/");
        String before = relay.ask("stats");

        assertThat(a.ask("echo " + B + " 10485760")).startsWith("same direct");
        assertThat(b.ask("echo " + A + " 10485760")).startsWith("same direct");
        assertThat(bytes(relay.ask("stats"))).isLessThan(bytes(before) + 10_000);
        assertThat(b.ask("punches")).isEqualTo("HolePunchStats[attempts=1, successes=1, failures=0]");
    }

    @Test
    void randomPortsCostNothingButTheAttempt() throws Exception {
        start(Ports.PRESERVED, Ports.RANDOM);

        assertThat(a.ask("echo " + B + " 1000")).isEqualTo("same relayed");
        assertThat(b.ask("gave up")).isEqualTo("HolePunchStats[attempts=3, successes=0, failures=1]");
        assertThat(a.ask("echo " + B + " 1048576")).isEqualTo("same relayed");
        assertThat(a.ask("paths " + B)).isEqualTo("[relayed]");
    }

    private static long bytes(String stats) {
        return Long.parseLong(stats.replaceAll(".*bytesForwarded=(\\d+).*", "$1"));
    }
}
