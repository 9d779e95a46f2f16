package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.interop.ForeignPeer;
import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One of ours behind one NAT and a peer of go-libp2p behind another meet over a relay of ours.
 *
 * <p>go-libp2p offers hole punching only with a public address, so the network has addresses that look public and no way
 * out. v0.28 believes in an address when four have seen it: three peers of its kind stand beside the relay for that.
 */
class GoHolePunchNetnsTest {
    private static final int RELAY = 1;
    private static final int OURS = 2;
    private static final int GO_PORT = 20007; // the relay listens at all addresses of its namespace

    private final List<PeerProcess> processes = new ArrayList<>();
    private NatLab lab;
    private PeerProcess relay;
    private PeerProcess ours;
    private PeerProcess go;
    private String goId;
    private String relayAddress;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
    }

    private void start(String implementation, String transport) throws Exception {
        ForeignPeer.assumeAvailable(implementation);
        lab = new NatLab("gopunch", "11.99.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addLan(2, Unsolicited.DROP, Ports.PRESERVED);
        relay = added(PeerProcess.start(lab.relayNamespace(), "relay", RELAY, lab.relayIp(), transport, "open"));
        ours = added(PeerProcess.start(lab.lanNamespace(1), "node", OURS, RELAY, lab.relayIp(), transport, "open"));
        relayAddress = listenAddress(lab.relayIp(), 20006, transport) + "/p2p/" + relay.ask("id");
        List<String> outside = new ArrayList<>(List.of(relayAddress));
        for (int witness = 2; implementation.equals("go-0.28") && witness <= 4; witness++) {
            outside.add(startWitness(implementation, transport, lab.relayIp(witness)));
        }
        go = launch(lab.lanNamespace(2), implementation, transport, "0.0.0.0", "-outside", String.join(",", outside));
        goId = go.awaitReady().greeting().split(" ")[1];
        ours.ask("reserved");
        if (transport.equals("quic")) {
            ours.ask("mapped");
        }
    }

    private String startWitness(String implementation, String transport, String ip) throws Exception {
        PeerProcess witness = launch(lab.relayNamespace(), implementation, transport, ip);
        return witness.awaitGreeting("LISTENING").greeting().split(" ")[1];
    }

    private PeerProcess launch(String namespace, String implementation, String transport, String ip, String... more)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of(ForeignPeer.program(implementation).toString()));
        command.addAll(List.of("-transport", transport, "-listen", listenAddress(ip, GO_PORT, transport)));
        command.addAll(List.of(more));
        return added(PeerProcess.launch(namespace, command));
    }

    private PeerProcess added(PeerProcess process) {
        processes.add(process);
        return process;
    }

    private static String listenAddress(String ip, int port, String transport) {
        return "/ip4/" + ip + (transport.equals("quic") ? "/udp/" + port + "/quic-v1" : "/tcp/" + port);
    }

    @AfterEach
    void stop() throws Exception {
        for (PeerProcess process : processes) {
            process.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"go-0.28, tcp", "go-0.28, quic", "go-current, tcp", "go-current, quic"})
    void goBeginsWhenItIsReached(String implementation, String transport) throws Exception {
        start(implementation, transport);

        assertThat(ours.ask("connect " + goId)).isEqualTo("relayed");

        assertStreamsGoDirectly(transport);
    }

    @ParameterizedTest
    @CsvSource({"go-0.28, tcp", "go-0.28, quic", "go-current, tcp", "go-current, quic"})
    void oursBeginsWhenItIsReached(String implementation, String transport) throws Exception {
        start(implementation, transport);

        assertThat(go.ask("connect " + relayAddress + "/p2p-circuit/p2p/" + ours.ask("id")))
                .isEqualTo("connected");

        assertStreamsGoDirectly(transport);
        assertThat(ours.ask("punches")).contains("successes=1, failures=0");
    }

    private void assertStreamsGoDirectly(String transport) throws Exception {
        String kind = transport.equals("quic") ? "/udp/" : "/tcp/";
        String direct = "/ip4/" + lab.natIp(1) + kind;
        assertThat(ours.ask("direct " + goId)).startsWith("direct /ip4/" + lab.natIp(2) + kind);
        assertThat(go.ask("direct " + ours.ask("id"))).startsWith(direct);
        String before = relay.ask("stats");

        assertThat(ours.ask("echo " + goId + " 10485760")).startsWith("same direct");
        assertThat(go.ask("echo " + ours.ask("id") + " 10485760")).startsWith("same " + direct);
        assertThat(HolePunchNetnsTest.bytes(relay.ask("stats"))).isLessThan(HolePunchNetnsTest.bytes(before) + 10_000);
    }
}
