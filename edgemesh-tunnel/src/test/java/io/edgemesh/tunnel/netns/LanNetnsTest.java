package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes of one local network that is cut off from the rest of the world, and know of no relay. */
class LanNetnsTest {
    private NatLab lab;
    private PeerProcess edgeA;
    private PeerProcess edgeC;

    @BeforeEach
    void start() throws Exception {
        NatLab.assumePossible();
        lab = new NatLab("lan", "10.97.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addNeighbour(1);
        lab.setLink(1, false);
        edgeA = PeerProcess.launch(lab.lanNamespace(1), NodeMain.class, "edge-a", "0.0.0.0")
                .awaitReady();
        edgeC = PeerProcess.launch(lab.neighbourNamespace(1), NodeMain.class, "edge-c", "0.0.0.0")
                .awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        for (PeerProcess node : new PeerProcess[] {edgeA, edgeC}) {
            if (node != null) {
                node.close();
            }
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void findEachOtherAndCarryTraffic() throws Exception {
        edgeA.ask("start");
        edgeC.ask("start");

        awaitEcho(edgeA, "edge-c", edgeC);
        awaitEcho(edgeC, "edge-a", edgeA);
    }

    @Test
    void theOneThatComesLaterIsFoundToo() throws Exception {
        edgeA.ask("start");
        assertThat(edgeA.ask("echo edge-c 1 1")).contains("no address of it is known");

        edgeC.ask("start");

        awaitEcho(edgeA, "edge-c", edgeC);
    }

    private static void awaitEcho(PeerProcess client, String server, PeerProcess process) {
        String port = process.greeting().split(" ")[1];
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(client.ask("echo " + server + ' ' + port + " 100000"))
                        .isEqualTo("same lan (libp2p)"));
    }
}
