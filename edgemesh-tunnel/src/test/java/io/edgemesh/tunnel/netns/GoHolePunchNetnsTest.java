package io.edgemesh.tunnel.netns;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.interop.ForeignPeer;
import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peers behind two NATs, one or both of them ours and one of go-libp2p, meet over a relay, ours or of go-libp2p, with a swarm secret
 * or without.
 *
 * <p>go-libp2p offers hole punching only with a public address, so the network has addresses that look public and no way
 * out. v0.28 believes in an address when four have seen it: three peers of its kind stand beside the relay for that.
 */
class GoHolePunchNetnsTest {
    private static final int RELAY = 1;
    private static final int OURS = 2;
    private static final int ANOTHER_OF_OURS = 3;
    private static final int PORT = 20006;
    private static final int GO_PORT = 20007; // the relay listens at all addresses of its namespace

    @TempDir
    private Path folder;

    private final List<PeerProcess> processes = new ArrayList<>();
    private Unsolicited unsolicited = Unsolicited.DROP;
    private NatLab lab;
    private String implementation;
    private String transport;
    private boolean secret;
    private PeerProcess relay;
    private String relayId;
    private PeerProcess ours;

    @BeforeAll
    static void assumePossible() {
        NatLab.assumePossible();
    }

    private void start(String implementation, String transport, String network, String relays) throws Exception {
        ForeignPeer.assumeAvailable(implementation);
        this.implementation = implementation;
        this.transport = transport;
        secret = network.equals("private");
        lab = new NatLab("gopunch", "11.99.0")
                .addLan(1, unsolicited, Ports.PRESERVED)
                .addLan(2, unsolicited, Ports.PRESERVED);
        if (relays.equals("ours")) {
            relay = ours(lab.relayNamespace(), "relay", RELAY, lab.relayIp());
            relayId = relay.awaitReady().ask("id");
        } else {
            relay = goRelay();
            relayId = idIn(relay.awaitGreeting("LISTENING"));
        }
        ours = ours(lab.lanNamespace(1), "node", OURS, relayId, lab.relayIp());
    }

    private PeerProcess startWithGo(String implementation, String transport, String network, String relays)
            throws Exception {
        start(implementation, transport, network, relays);
        PeerProcess go = goBehindNat();
        awaitPrepared(ours);
        return go;
    }

    private PeerProcess ours(String namespace, Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(transport);
        all.add(secret ? "private" : "open");
        return added(PeerProcess.launch(namespace, PeerMain.class, all.toArray()));
    }

    /** One of ours needs TCP to it even where all else is to be over QUIC. */
    private PeerProcess goRelay() throws Exception {
        boolean quic = transport.equals("quic");
        String overTcp = address(lab.relayIp(), PORT, "tcp");
        return go(
                lab.relayNamespace(),
                "-transport",
                quic ? "tcp,quic" : "tcp",
                "-listen",
                quic ? overTcp + ',' + address(lab.relayIp(), PORT, "quic") : overTcp,
                "-public");
    }

    private PeerProcess goBehindNat() throws Exception {
        List<String> outside = new ArrayList<>(List.of(relayAddress()));
        for (int witness = 2; implementation.equals("go-0.28") && witness <= 4; witness++) {
            PeerProcess peer = goListening(lab.relayNamespace(), lab.relayIp(witness));
            outside.add(peer.awaitGreeting("LISTENING").greeting().split(" ")[1]);
        }
        return goListening(lab.lanNamespace(2), "0.0.0.0", "-outside", String.join(",", outside))
                .awaitReady();
    }

    private PeerProcess goListening(String namespace, String ip, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-transport", transport, "-listen", address(ip, GO_PORT, transport)));
        arguments.addAll(List.of(more));
        return go(namespace, arguments.toArray(String[]::new));
    }

    private PeerProcess go(String namespace, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (secret) {
            all.add("-psk");
            all.add(GoPeer.swarmKey(folder, PeerMain.SECRET).toString());
        }
        return added(GoPeer.launch(namespace, implementation, all));
    }

    private PeerProcess added(PeerProcess process) {
        processes.add(process);
        return process;
    }

    private String relayAddress() {
        return address(lab.relayIp(), PORT, transport) + "/p2p/" + relayId;
    }

    private static String address(String ip, int port, String transport) {
        return "/ip4/" + ip + (transport.equals("quic") ? "/udp/" + port + "/quic-v1" : "/tcp/" + port);
    }

    private static String idIn(PeerProcess listening) {
        String greeting = listening.greeting();
        return greeting.substring(greeting.lastIndexOf('/') + 1);
    }

    private void awaitPrepared(PeerProcess node) throws Exception {
        node.awaitReady().ask("reserved");
        if (transport.equals("quic")) {
            node.ask("mapped");
        }
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
    @CsvSource({
        "go-0.28, tcp, private, ours",
        "go-0.28, quic, open, ours",
        "go-current, tcp, open, ours",
        "go-current, tcp, private, go",
        "go-current, quic, open, ours"
    })
    void goBeginsWhenItIsReached(String implementation, String transport, String network, String relays)
            throws Exception {
        PeerProcess go = startWithGo(implementation, transport, network, relays);

        connectWith(go);

        assertStreamsGoDirectly(go);
    }

    @ParameterizedTest
    @CsvSource({
        "go-0.28, tcp, open, ours",
        "go-0.28, tcp, private, go",
        "go-0.28, quic, open, ours",
        "go-current, tcp, private, ours",
        "go-current, quic, open, ours",
        "go-current, quic, open, go"
    })
    void oursBeginsWhenItIsReached(String implementation, String transport, String network, String relays)
            throws Exception {
        PeerProcess go = startWithGo(implementation, transport, network, relays);

        connectFrom(go);

        assertStreamsGoDirectly(go);
        assertThat(ours.ask("punches")).contains("successes=1, failures=0");
    }

    @ParameterizedTest
    @CsvSource({"go-0.28, true", "go-0.28, false", "go-current, true", "go-current, false"})
    void udpGetsThroughWhereNatsAnswerTcpWithAReset(String implementation, boolean goBegins) throws Exception {
        unsolicited = Unsolicited.REJECT;
        PeerProcess go = startWithGo(implementation, "quic", "open", "ours");

        if (goBegins) {
            connectWith(go);
        } else {
            connectFrom(go);
        }

        assertStreamsGoDirectly(go);
    }

    @ParameterizedTest
    @CsvSource({"go-0.28, tcp, private", "go-current, tcp, private", "go-current, quic, open"})
    void twoOfOursMeetOverARelayOfGo(String implementation, String transport, String network) throws Exception {
        start(implementation, transport, network, "go");
        PeerProcess another = ours(lab.lanNamespace(2), "node", ANOTHER_OF_OURS, relayId, lab.relayIp());
        awaitPrepared(ours);
        awaitPrepared(another);

        assertThat(ours.ask("connect " + ANOTHER_OF_OURS)).isEqualTo("relayed");

        assertThat(another.ask("direct " + OURS)).startsWith("direct /ip4/" + lab.natIp(1));
        assertThat(ours.ask("direct " + ANOTHER_OF_OURS)).startsWith("direct /ip4/" + lab.natIp(2));
        relay.close();
        assertThat(ours.ask("echo " + ANOTHER_OF_OURS + " 10485760")).startsWith("same direct");
    }

    /** Who is reached begins to punch. */
    private void connectWith(PeerProcess go) throws Exception {
        assertThat(ours.ask("connect " + idOf(go))).isEqualTo("relayed");
    }

    private void connectFrom(PeerProcess go) throws Exception {
        String throughRelay = relayAddress() + "/p2p-circuit/p2p/" + ours.ask("id");
        assertThat(go.ask("connect " + throughRelay)).isEqualTo("connected");
    }

    private static String idOf(PeerProcess go) {
        return go.greeting().split(" ")[1];
    }

    /** What is left when the relay is gone went past it. */
    private void assertStreamsGoDirectly(PeerProcess go) throws Exception {
        String kind = transport.equals("quic") ? "/udp/" : "/tcp/";
        String direct = "/ip4/" + lab.natIp(1) + kind;
        String goId = idOf(go);
        String oursId = ours.ask("id");
        assertThat(ours.ask("direct " + goId)).startsWith("direct /ip4/" + lab.natIp(2) + kind);
        assertThat(go.ask("direct " + oursId)).startsWith(direct);

        relay.close();

        assertThat(ours.ask("echo " + goId + " 10485760")).startsWith("same direct");
        assertThat(go.ask("echo " + oursId + " 10485760")).startsWith("same " + direct);
    }
}
