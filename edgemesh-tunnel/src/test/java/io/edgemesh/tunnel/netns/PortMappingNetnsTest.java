package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node behind a router that runs miniupnpd, and one behind a router whose ports no hole can be punched through. */
class PortMappingNetnsTest {
    private static final String DAEMON = System.getProperty("edgemesh.miniupnpd", "/usr/sbin/miniupnpd");

    /** What miniupnpd keeps its rules in, and the way for them past the router's other rules. */
    private static final String RULES = """
            add table inet filter
            table inet filter {
              chain forward { type filter hook forward priority -5; policy accept; jump miniupnpd; }
              chain miniupnpd { }
              chain prerouting { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
              chain prerouting_miniupnpd { }
              chain postrouting { type nat hook postrouting priority 110; jump postrouting_miniupnpd; }
              chain postrouting_miniupnpd { }
            }
            insert rule ip filter forward iifname "wan" ct status dnat accept
            """;

    private static final String CONFIGURATION = """
            ext_ifname=wan
            listening_ip=lan
            enable_natpmp=%s
            enable_upnp=%s
            uuid=00000000-0000-0000-0000-000000000000
            allow 1024-65535 192.168.1.0/24 1024-65535
            """;

    @TempDir
    private Path folder;

    private final List<PeerProcess> nodes = new ArrayList<>();
    private NatLab lab;
    private Process daemon;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
        Assumptions.assumeTrue(new File(DAEMON).canExecute(), "needs miniupnpd (Debian: miniupnpd-nftables)");
    }

    private void start(String protocol) throws Exception {
        lab = new NatLab("map", "11.96.0") // a router whose own address is private maps nothing
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addLan(2, Unsolicited.DROP, Ports.RANDOM);
        Shell.feed("ip netns exec " + lab.routerNamespace(1) + " nft -f -", RULES);
        Path configuration = Files.writeString(
                folder.resolve("miniupnpd.conf"),
                CONFIGURATION.formatted(
                        protocol.equals("NAT-PMP") ? "yes" : "no", protocol.equals("UPnP") ? "yes" : "no"));
        daemon = new ProcessBuilder(List.of(
                        "ip",
                        "netns",
                        "exec",
                        lab.routerNamespace(1),
                        DAEMON,
                        "-d",
                        "-f",
                        configuration.toString(),
                        "-P",
                        folder.resolve("pid").toString()))
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "miniupnpd.log"))
                .start();
        launch(lab.relayNamespace(), "cloud", lab.relayIp());
        launch(lab.lanNamespace(1), "edge-a", "0.0.0.0");
        launch(lab.lanNamespace(2), "edge-b", "0.0.0.0");
    }

    private void launch(String namespace, String name, String address) throws Exception {
        PeerProcess node = PeerProcess.launch(namespace, NodeMain.class, name, address, "cloud=" + lab.relayIp());
        nodes.add(node);
        node.awaitReady();
        node.ask("start");
    }

    @AfterEach
    void stop() throws Exception {
        for (PeerProcess node : nodes) {
            node.close();
        }
        if (daemon != null) {
            daemon.destroy();
            daemon.waitFor(10, TimeUnit.SECONDS);
        }
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAT-PMP", "UPnP"})
    void theNodeIsReachedAtTheRoutersAddress(String protocol) throws Exception {
        start(protocol);
        PeerProcess edgeA = nodes.get(1);
        PeerProcess edgeB = nodes.get(2);
        String request = "echo edge-a " + edgeA.greeting().split(" ")[1] + " 100000";
        edgeA.ask("reserved");
        edgeB.ask("reserved");

        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(edgeB.ask(request)).isEqualTo("same public (libp2p)"));
    }
}
