package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes behind two NATs, whose only common acquaintance is a relay. */
class RelayNetnsTest {
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

    @BeforeEach
    void start() throws Exception {
        lab = new NatLab("relay", "10.99.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addLan(2, Unsolicited.DROP, Ports.PRESERVED);
        relay = PeerProcess.start(lab.relayNamespace(), "relay", RELAY, lab.relayIp());
        a = PeerProcess.start(lab.lanNamespace(1), "node", A, RELAY, lab.relayIp());
        b = PeerProcess.start(lab.lanNamespace(2), "node", B, RELAY, lab.relayIp());
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
    void reachEachOtherAndCarryTenMebibytesBothWays() throws Exception {
        a.ask("reserved");
        b.ask("reserved");

        assertThat(a.ask("echo " + B + " 10485760")).isEqualTo("same relayed");
        assertThat(b.ask("echo " + A + " 10485760")).isEqualTo("same relayed");
        assertThat(relay.ask("stats")).contains("reservations=2", "circuits=1");
    }

    @Test
    void reachEachOtherAgainAfterTheRelayHasDiedAndReturned() throws Exception {
        b.ask("reserved");
        assertThat(a.ask("echo " + B + " 1000")).isEqualTo("same relayed");

        relay.close();
        assertThat(a.ask("echo " + B + " 1000")).startsWith("failed");
        relay = PeerProcess.start(lab.relayNamespace(), "relay", RELAY, lab.relayIp());
        b.ask("reserved");

        assertThat(a.ask("echo " + B + " 1000")).isEqualTo("same relayed");
    }
}
