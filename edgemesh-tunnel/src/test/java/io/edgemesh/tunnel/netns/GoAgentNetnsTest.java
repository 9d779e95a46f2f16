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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node of ours behind one NAT and an agent as Go has them behind another, in one swarm with four relays: one of ours,
 * and three of Go's. Go agents believe in an address of theirs when four have seen it, and only then offer hole punching.
 */
class GoAgentNetnsTest {
    private static final String OURS = "edge-a";
    private static final String GO = "edge-go";
    private static final int RELAYS = 4;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> processes = new ArrayList<>();
    private final List<AutoCloseable> relays = new ArrayList<>();
    private NatLab lab;
    private PeerProcess ours;
    private PeerProcess server;
    private GoAgentProcess agent;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
        GoAgentProcess.assumeBuilt();
    }

    private void start(Ports ports, String... agentOptions) throws Exception {
        lab = new NatLab("goagent", "11.94.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addLan(2, Unsolicited.DROP, ports);
        Path secret = Files.writeString(folder.resolve("psk"), NodeMain.SECRET);
        PeerProcess relay = node(lab.relayNamespace(), "cloud-1", lab.relayIp(1));
        ours = node(lab.lanNamespace(1), OURS, "0.0.0.0");
        server = node(lab.lanNamespace(2), "its echo server is the agent's", "0.0.0.0");
        relays.add(relay);
        for (int number = 2; number <= RELAYS; number++) {
            relays.add(added(
                    GoAgentProcess.in(lab.relayNamespace(), "cloud-" + number, secret, lab.relayIp(number), "-relay")));
        }
        relay.awaitReady().ask("start");
        ours.awaitReady().ask("start");
        List<String> options = new ArrayList<>(List.of("-reserve", String.join(",", relayAddresses())));
        options.addAll(List.of(agentOptions));
        agent = added(GoAgentProcess.in(lab.lanNamespace(2), GO, secret, "0.0.0.0", options.toArray(String[]::new)));
        server.awaitReady();
        ours.ask("reserved");
    }

    private PeerProcess node(String namespace, String name, String ip) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(name, ip, "NODE_NAME"));
        for (int relay = 1; relay <= RELAYS; relay++) {
            arguments.add("cloud-" + relay + '=' + lab.relayIp(relay));
        }
        return added(PeerProcess.launch(namespace, NodeMain.class, arguments.toArray()));
    }

    private <T extends AutoCloseable> T added(T process) {
        processes.add(process);
        return process;
    }

    private List<String> relayAddresses() {
        List<String> addresses = new ArrayList<>();
        for (int relay = 1; relay <= RELAYS; relay++) {
            addresses.add("/ip4/" + lab.relayIp(relay) + "/tcp/20006/p2p/" + idOf("cloud-" + relay));
        }
        return addresses;
    }

    private static String idOf(String node) {
        return Identity.ofNodeName(node).keyPair().peerId().toString();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable process : processes) {
            process.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void bothMeshProtocolsGoOverTheRelays() throws Exception {
        start(Ports.RANDOM);

        assertThat(echoFromOurs()).startsWith("same relay via cloud-");
        assertThat(echoFromAgent()).isEqualTo("same");
        assertThat(agent.ask("connect " + relayAddresses().get(0) + "/p2p-circuit/p2p/" + idOf(OURS)))
                .isEqualTo("node " + OURS);
        assertThat(echoFromOurs()).startsWith("same relay via cloud-");
    }

    @Test
    void bothGoDirectlyOnceTheHoleIsThereAndOutliveTheRelays() throws Exception {
        start(Ports.PRESERVED, "-punch");

        assertThat(echoFromOurs()).startsWith("same");
        assertThat(ours.ask("path " + GO + " hole punched")).isEqualTo("hole punched (libp2p)");
        assertThat(agent.ask("path " + OURS)).startsWith("/ip4/" + lab.natIp(1) + "/tcp/");
        for (AutoCloseable relay : relays) {
            relay.close();
        }

        assertThat(echoFromOurs()).isEqualTo("same hole punched (libp2p)");
        assertThat(echoFromAgent()).isEqualTo("same");
        assertThat(agent.ask("connect /ip4/" + lab.natIp(1) + "/tcp/20006/p2p/" + idOf(OURS)))
                .isEqualTo("node " + OURS);
    }

    /** Over a stream that stays open, as a Go agent takes the end of one direction for that of both. */
    private String echoFromOurs() throws Exception {
        assertThat(ours.ask("hold " + GO + ' ' + portOf(server))).startsWith("same ");
        return ours.ask("held 100000");
    }

    private String echoFromAgent() throws Exception {
        return agent.ask("tcp " + OURS + " 127.0.0.1 " + portOf(ours) + " 100000");
    }

    private static String portOf(PeerProcess node) {
        return node.greeting().split(" ")[1];
    }
}
