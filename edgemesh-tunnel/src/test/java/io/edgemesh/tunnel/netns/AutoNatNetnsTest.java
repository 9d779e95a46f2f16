package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.identity.Identity;
import io.edgemesh.tunnel.interop.ForeignPeer;
import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes of ours ask relays of go-libp2p whether they can be reached from outside, and peers of go-libp2p ask a relay of ours:
 * for each version one that stands in the public network, and one behind a NAT.
 *
 * <p>go-libp2p tries public addresses only, so the network has addresses that look public and no way out. All are started
 * together and asked in turn, since go-libp2p takes 15 s to call a peer private.
 */
class AutoNatNetnsTest {
    private static final List<String> IMPLEMENTATIONS = List.of("go-0.28", "go-current");
    private static final String OUR_RELAY = "cloud";

    private static final List<PeerProcess> PROCESSES = new ArrayList<>();
    private static final Map<String, Pair> OURS = new HashMap<>();
    private static final Map<String, Pair> THEIRS = new HashMap<>();
    private static NatLab lab;
    private static Path swarmKey;

    @TempDir
    private static Path folder;

    /** Two peers that ask the same relay. */
    private record Pair(PeerProcess open, PeerProcess behindNat) {}

    @BeforeAll
    static void start() throws Exception {
        NatLab.assumePossible();
        IMPLEMENTATIONS.forEach(ForeignPeer::assumeAvailable);
        lab = new NatLab("autonat", "11.95.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addNeighbour(1)
                .addOpen(0)
                .addOpen(1);
        swarmKey = GoPeer.swarmKey(folder, NodeMain.SECRET);
        PeerProcess relay = ours(lab.relayNamespace(), OUR_RELAY, lab.relayIp(3), OUR_RELAY + '=' + lab.relayIp(3));
        for (String go : IMPLEMENTATIONS) {
            String relayIp = lab.relayIp(1 + IMPLEMENTATIONS.indexOf(go));
            List<String> serving =
                    List.of("-public", "-key", GoPeer.key(folder, go).toString());
            go(lab.relayNamespace(), go, relayIp, serving).awaitGreeting("LISTENING");
            String knowing = go + '=' + relayIp;
            PeerProcess open = ours(openNamespace(go), "open-" + go, "0.0.0.0", knowing);
            OURS.put(go, new Pair(open, ours(lanNamespace(go), "lan-" + go, "0.0.0.0", knowing)));
        }
        relay.awaitReady().ask("start");
        String address = address(lab.relayIp(3)) + "/p2p/"
                + Identity.ofNodeName(OUR_RELAY).keyPair().peerId();
        List<String> asking = List.of("-ask", address);
        for (String go : IMPLEMENTATIONS) {
            PeerProcess open = go(openNamespace(go), go, "0.0.0.0", asking);
            THEIRS.put(go, new Pair(open, go(lanNamespace(go), go, "0.0.0.0", asking)));
            OURS.get(go).open().awaitReady().ask("start");
            OURS.get(go).behindNat().awaitReady().ask("start");
        }
    }

    private static PeerProcess ours(String namespace, String name, String ip, String relay) throws Exception {
        return added(PeerProcess.launch(namespace, NodeMain.class, name, ip, relay, "NODE_NAME"));
    }

    private static PeerProcess go(String namespace, String go, String ip, List<String> more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-listen", address(ip), "-psk", swarmKey.toString()));
        arguments.addAll(more);
        return added(GoPeer.launch(namespace, go, arguments));
    }

    private static PeerProcess added(PeerProcess process) {
        PROCESSES.add(process);
        return process;
    }

    /** Peers of go-libp2p that share a namespace with a node of ours have another port. */
    private static String address(String ip) {
        return "/ip4/" + ip + "/tcp/" + (ip.equals("0.0.0.0") ? 20007 : 20006);
    }

    private static String openNamespace(String go) {
        return lab.openNamespace(IMPLEMENTATIONS.indexOf(go));
    }

    private static String lanNamespace(String go) {
        return IMPLEMENTATIONS.indexOf(go) == 0 ? lab.lanNamespace(1) : lab.neighbourNamespace(1);
    }

    @AfterAll
    static void stop() throws Exception {
        for (PeerProcess process : PROCESSES) {
            process.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-0.28", "go-current"})
    void aNodeOfOursLearnsItFromGo(String go) {
        String address = "/ip4/" + lab.openIp(IMPLEMENTATIONS.indexOf(go)) + "/tcp/20006";

        awaitStatus(OURS.get(go).open(), "state=PUBLIC, since=\\S+, address=" + address + "]");
        awaitStatus(OURS.get(go).behindNat(), "state=PRIVATE, since=\\S+, address=null]");
    }

    private static void awaitStatus(PeerProcess node, String reachability) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(node.ask("status")).containsPattern(reachability));
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-0.28", "go-current"})
    void aPeerOfGoLearnsItFromUs(String go) throws Exception {
        Pair theirs = THEIRS.get(go);

        assertThat(theirs.open().awaitGreeting("P").greeting()).isEqualTo("Public");
        assertThat(theirs.behindNat().awaitGreeting("P").greeting()).isEqualTo("Private");
    }
}
