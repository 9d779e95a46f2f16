package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.interop.GoAgentProcess;
import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one local network that is cut off from the rest of the world, and know of no relay. */
class LanNetnsTest {
    private static final String RENDEZVOUS = "EDGEMESH_PLAYGOUND";

    private final List<PeerProcess> nodes = new ArrayList<>();
    private NatLab lab;

    @TempDir
    private Path folder;

    @BeforeEach
    void cutOff() {
        NatLab.assumePossible();
        lab = new NatLab("lan", "10.97.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addNeighbour(1);
        lab.setLink(1, false);
    }

    @AfterEach
    void stop() throws Exception {
        for (PeerProcess node : nodes) {
            node.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void findEachOtherAndCarryTraffic() throws Exception {
        PeerProcess edgeA = launch(lab.lanNamespace(1), "edge-a", "PSK");
        PeerProcess edgeC = launch(lab.neighbourNamespace(1), "edge-c", "PSK");
        edgeA.ask("start");
        assertThat(edgeA.ask("echo edge-c 1 1")).contains("no address of it is known");

        edgeC.ask("start");

        awaitEcho(edgeA, "edge-c", portOf(edgeC));
        awaitEcho(edgeC, "edge-a", portOf(edgeA));
    }

    /** The agent does not connect by itself, so each has to have heard of the other. */
    @Test
    void anAgentWrittenInGoIsFoundAndFinds() throws Exception {
        GoAgentProcess.assumeBuilt();
        PeerProcess edgeA = launch(lab.lanNamespace(1), "edge-a", "NODE_NAME");
        PeerProcess server = launch(lab.neighbourNamespace(1), "its echo server is the agent's", "PSK");
        Path secret = Files.writeString(folder.resolve("psk"), NodeMain.SECRET);
        edgeA.ask("start");
        try (GoAgentProcess agent =
                GoAgentProcess.in(lab.neighbourNamespace(1), "edge-go", secret, "0.0.0.0", "-lan", RENDEZVOUS)) {
            String id = Identity.ofNodeName("edge-a").keyPair().peerId().toString();

            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(agent.ask("found")).contains(id));
            await(edgeA, "hold edge-go " + portOf(server)); // an agent cuts off what is answered after the end of input
            assertThat(edgeA.ask("held 100000")).isEqualTo("same lan (libp2p)");
            assertThat(agent.ask("tcp edge-a 127.0.0.1 " + portOf(edgeA) + " 100000"))
                    .isEqualTo("same");
        }
    }

    private PeerProcess launch(String namespace, String name, String identity) throws Exception {
        PeerProcess node = PeerProcess.launch(namespace, NodeMain.class, name, "0.0.0.0", identity);
        nodes.add(node);
        return node.awaitReady();
    }

    private static String portOf(PeerProcess node) {
        return node.greeting().split(" ")[1];
    }

    private static void awaitEcho(PeerProcess client, String server, String port) {
        await(client, "echo " + server + ' ' + port + " 100000");
    }

    private static void await(PeerProcess client, String command) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(client.ask(command)).isEqualTo("same lan (libp2p)"));
    }
}
