package io.edgemesh.tunnel.netns;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.TestMeshContext;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.Libp2pTransportProvider;
import io.edgemesh.tunnel.transport.LoopbackDialer;
import io.edgemesh.tunnel.transport.TunnelStatus;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node with the tunnel as it is configured by default and an echo server behind it, which does what it is told on its standard
 * input, one command a line, one line of answer each.
 *
 * <p>Arguments: {@code NAME ADDRESS RELAY=IP,IP...}, and {@code NODE_NAME} for that identity mode; first line: {@code ready PORT PORT}, where the echo servers are, TCP and UDP. Commands:
 * {@code start} (the tunnel), {@code reserved} (waits for a reservation with every relay), {@code echo NODE PORT BYTES},
 * {@code load NODE PORT MILLIS} and {@code unload} (requests one after another, and how they went), {@code repeated} (how many requests came
 * to the echo server more than once), {@code datagrams NODE PORT COUNT},
 * {@code hold NODE PORT} and
 * {@code held BYTES} (one stream that stays open), {@code path NODE TEXT} (waits for a path that begins so),
 * {@code journal} (what happened when), {@code status}.
 */
final class NodeMain {
    static final String SECRET = "the secret of nodes in network namespaces, long enough: 5d1e77";

    private static final int PORT = 20006;

    private final Transport transport;
    private final Requests requests;
    private final Journal journal;
    private final CountingEcho echo = new CountingEcho();
    private @Nullable HeldStream held;

    private NodeMain(String name, String address, IdentityMode identity, List<Swarm.Relay> relays) {
        SwarmSecret secret = SwarmSecret.of(SECRET);
        TestMeshContext context = new TestMeshContext(name).swarm(new Swarm(identity, null, secret, relays));
        context.dialer(new LoopbackDialer(context.network()));
        transport = new Libp2pTransportProvider()
                .create(context, Settings.of("test", Map.of("listenAddresses", List.of(address), "listenPort", PORT)));
        requests = new Requests(transport, context.network().eventLoops());
        journal = new Journal(transport, context.clock());
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // where logs go
        List<Swarm.Relay> relays = new ArrayList<>();
        IdentityMode identity = IdentityMode.PSK;
        for (int i = 2; i < arguments.length; i++) {
            String[] relay = arguments[i].split("=");
            if (relay.length == 1) {
                identity = IdentityMode.valueOf(relay[0]);
            } else {
                relays.add(new Swarm.Relay(relay[0], List.of(relay[1].split(","))));
            }
        }
        NodeMain node = new NodeMain(arguments[0], arguments[1], identity, relays);
        EchoServer tcp = EchoServer.tcp(node.echo);
        EchoServer udp = EchoServer.udp();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        answers.println("ready " + tcp.port() + ' ' + udp.port());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answers.println(node.answer(line));
        }
        System.exit(0);
    }

    private String answer(String line) {
        try {
            return answer(line.split(" ", 4));
        } catch (Exception | AssertionError e) {
            return "failed: " + e;
        }
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "start" -> start();
            case "reserved" -> reserved();
            case "echo" -> requests.echo(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "datagrams" ->
                requests.datagrams(words[1], Integer.parseInt(words[2])).echo(Integer.parseInt(words[3]));
            case "load" -> requests.begin(words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]));
            case "unload" -> requests.end();
            case "repeated" -> "repeated=" + echo.repeated();
            case "hold" -> hold(words[1], Integer.parseInt(words[2]));
            case "held" -> requireNonNull(held, "held").echo(Integer.parseInt(words[1]));
            case "path" -> path(words[1], String.join(" ", Arrays.asList(words).subList(2, words.length)));
            case "journal" -> journal.toString();
            case "status" -> status() + " " + transport.peers();
            default -> "unknown command";
        };
    }

    private String start() {
        journal.begin();
        transport.start();
        return "started";
    }

    private String hold(String node, int port) throws Exception {
        held = requests.hold(node, port);
        return held.echo(1);
    }

    private String reserved() throws InterruptedException {
        Await.until(() -> status().reachableThroughRelays());
        return "reserved";
    }

    private String path(String node, String begin) throws InterruptedException {
        Await.until(() -> pathTo(node).startsWith(begin));
        return pathTo(node);
    }

    private String pathTo(String node) {
        return transport.peers().stream()
                .filter(peer -> peer.node().equals(node))
                .map(peer -> String.valueOf(peer.path()))
                .findFirst()
                .orElse("unknown");
    }

    private TunnelStatus status() {
        return transport.feature(TunnelStatus.class).orElseThrow();
    }
}
