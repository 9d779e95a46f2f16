package io.edgemesh.tunnel.netns;

import io.edgemesh.tunnel.dcutr.HolePunching;
import io.edgemesh.tunnel.dcutr.RelayMappings;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Echo;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.interop.InteropProtocols;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.pnet.SwarmSecret;
import io.edgemesh.tunnel.quic.QuicTransport;
import io.edgemesh.tunnel.relay.RelayConfig;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayReservations;
import io.edgemesh.tunnel.relay.RelayService;
import io.edgemesh.tunnel.relay.RelayTransport;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Ticker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A host that does what it is told on its standard input, one command a line, one line of answer each.
 *
 * <p>Arguments: {@code relay NUMBER IP}, or {@code node NUMBER RELAY_NUMBER RELAY_IP}, either followed by
 * {@code quic} to speak QUIC besides TCP and by {@code open} to do without a swarm secret. Peers have numbers, or else ids.
 * Commands: {@code reserved} (waits for
 * the reservation), {@code mapped} (waits until the relay has said how our UDP port looks), {@code connect NUMBER} (over the relay), {@code paths NUMBER}, {@code direct NUMBER} (waits for a direct
 * connection), {@code gave up} (waits until hole punching has failed), {@code punches}, {@code echo NUMBER BYTES},
 * {@code id}, {@code stats}.
 */
final class PeerMain {
    /** What the file with the swarm's secret contains. */
    static final String SECRET = "a secret of some length";

    private static final int PORT = 20006;

    private final Libp2pHost host;
    private final RelayTransport relays;
    private final HolePunching punching;
    private final Identify identify;
    private Multiaddr relay = Multiaddr.parse("/ip4/127.0.0.1/tcp/1");

    private PeerMain(int number, List<String> options) throws Exception {
        PeerKeyPair keyPair = keyPair(number);
        host = Libp2pHost.builder(
                        keyPair,
                        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                        NioServerSocketChannel::new,
                        NioSocketChannel::new)
                .security(List.of(new NoiseTransport(keyPair)))
                .swarmSecret(options.contains("open") ? null : swarmSecret())
                .build();
        host.handle(InteropProtocols.ECHO, Echo::serve);
        host.listen(Multiaddr.parse("/ip4/0.0.0.0/tcp/" + PORT)).get(10, TimeUnit.SECONDS);
        relays = RelayTransport.addTo(host);
        if (options.contains("quic")) {
            QuicTransport.addTo(host, NioDatagramChannel::new);
            host.listen(Multiaddr.parse("/ip4/0.0.0.0/udp/" + PORT + "/quic-v1"))
                    .get(10, TimeUnit.SECONDS);
        }
        identify = Identify.install(host, "edgemesh/test", host::listenAddresses);
        punching = HolePunching.addTo(host, identify::observedBy, relay -> false); // whoever asks waits for it
    }

    private static SwarmSecret swarmSecret() {
        return SwarmSecret.ofEdgeMeshFile(SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static PeerKeyPair keyPair(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return PeerKeyPair.ofSeed(seed);
    }

    private static PeerId peer(String number) {
        return number.length() > 10
                ? PeerId.parse(number)
                : keyPair(Integer.parseInt(number)).peerId();
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // where logs go
        PeerMain main = new PeerMain(Integer.parseInt(arguments[1]), List.of(arguments));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Commands commands =
                arguments[0].equals("relay") ? main.relay(arguments[2]) : main.node(arguments[2], arguments[3]);
        answers.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answers.println(answer(commands, line));
        }
        System.exit(0);
    }

    private static String answer(Commands commands, String line) {
        try {
            return commands.answer(line.split(" "));
        } catch (Exception e) {
            return "failed: " + e;
        }
    }

    private interface Commands {
        String answer(String[] words) throws Exception;
    }

    private Commands relay(String ip) {
        List<Multiaddr> addresses = List.of(Multiaddr.parse("/ip4/" + ip + "/tcp/" + PORT));
        RelayService service = RelayService.addTo(host, RelayConfig.DEFAULT, () -> addresses, Ticker.systemTicker());
        return words -> words[0].equals("id")
                ? host.peerId().toString()
                : service.stats().toString();
    }

    private Commands node(String relayNumber, String relayIp) {
        relay = Multiaddr.parse("/ip4/" + relayIp + "/tcp/" + PORT).withPeerId(peer(relayNumber));
        RelayReservations reservations = new RelayReservations(host, relays, new Random());
        RelayMappings.keep(host, identify, host.group().next(), Set.of(relay.peerId()));
        reservations.keep(List.of(new RelayPeer(peer(relayNumber), List.of(relay))));
        return words -> switch (words[0]) {
            case "reserved" -> awaitReservation(reservations);
            case "mapped" -> awaitMapping();
            case "connect" -> describe(connect(peer(words[1])));
            case "paths" -> paths(peer(words[1]));
            case "direct" -> awaitDirect(peer(words[1]));
            case "punches" -> punching.stats().toString();
            case "gave" -> awaitFailure();
            case "id" -> host.peerId().toString();
            case "echo" -> echo(peer(words[1]), Integer.parseInt(words[2]));
            default -> "unknown command";
        };
    }

    private static String awaitReservation(RelayReservations reservations) throws InterruptedException {
        Await.until(() -> reservations.states().get(0).reservation() != null);
        return "reserved";
    }

    private String awaitMapping() throws InterruptedException {
        Await.until(() -> host.connections().all(relay.peerId()).stream()
                .anyMatch(connection ->
                        connection.remoteAddress().has(Protocol.QUIC_V1) && identify.of(connection) != null));
        return "mapped";
    }

    private String awaitDirect(PeerId peer) throws InterruptedException {
        Await.until(() -> host.connections().all(peer).stream().anyMatch(connection -> !connection.relayed()));
        return describe(Objects.requireNonNull(host.connections().best(peer)));
    }

    private String awaitFailure() throws InterruptedException {
        Await.until(() -> punching.stats().failures() > 0);
        return punching.stats().toString();
    }

    private Connection connect(PeerId peer) throws Exception {
        Multiaddr address = RelayTransport.address(relay, relay.peerId(), peer);
        return host.connect(peer, List.of(address)).get(20, TimeUnit.SECONDS);
    }

    private String paths(PeerId peer) {
        return host.connections().all(peer).stream()
                .map(PeerMain::describe)
                .toList()
                .toString();
    }

    private static String describe(Connection connection) {
        return connection.relayed() ? "relayed" : "direct " + connection.remoteAddress();
    }

    /** Sends random bytes and compares what comes back; answers with the path they took. */
    private String echo(PeerId peer, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        Connection connection = connect(peer);
        byte[] received = Echo.ask(connection, InteropProtocols.ECHO, sent);
        return (Arrays.equals(sent, received) ? "same " : "different ") + describe(connection);
    }
}
