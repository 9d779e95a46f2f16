package io.edgemesh.tunnel.netns;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Relays and nodes of one mesh, each in a JVM of its own: {@code edge-a} and {@code edge-c} in one local network, {@code edge-b}
 * in another.
 */
final class Mesh implements AutoCloseable {
    private final NatLab lab;
    private final List<String> names;
    private final List<Node> nodes = new ArrayList<>();

    /** One node. Its process is replaced when it is started anew. */
    final class Node {
        final String name;
        private PeerProcess process;
        private int port;
        private int udpPort;
        private boolean elsewhere; // a relay that was replaced
        private @Nullable Node loaded;

        Node(String name) throws Exception {
            this.name = name;
            launch();
        }

        private void launch() throws IOException {
            Stream<String> itself = Stream.of(name, relay(name) ? lab.relayIp(place()) : "0.0.0.0");
            Stream<String> relays = names.stream()
                    .filter(Mesh::relay)
                    .map(relay -> relay + '=' + lab.relayIp(number(relay)) + ',' + lab.relayIp(number(relay) + 2));
            process = PeerProcess.launch(
                    namespaceOf(name),
                    NodeMain.class,
                    Stream.concat(itself, relays).toArray());
        }

        private int place() {
            return number(name) + (elsewhere ? 2 : 0);
        }

        private void awaitReady() throws InterruptedException {
            process.awaitReady();
            String[] greeting = process.greeting().split(" ");
            port = Integer.parseInt(greeting[1]);
            udpPort = Integer.parseInt(greeting[2]);
        }

        /** Ends its process as a power failure would. */
        void kill() throws InterruptedException {
            process.close();
        }

        /** Launches its process anew, with the tunnel not started yet. */
        void relaunch() throws Exception {
            kill();
            launch();
            awaitReady();
        }

        void start() throws InterruptedException {
            process.ask("start");
        }

        /** Starts a relay of the same name at the other address that the nodes know of. */
        void replaceElsewhere() throws Exception {
            elsewhere = true;
            relaunch();
            start();
        }

        /** Has a relay vanish from the network without closing anything. */
        void fallSilent() {
            lab.setRelaySilent(place(), true);
        }

        String ask(String command) throws InterruptedException {
            return process.ask(command);
        }

        /** Has it ask {@code server} to send back some bytes; tells how it went and over which path. */
        String echo(Node server, int bytes) throws InterruptedException {
            return ask("echo " + server.name + ' ' + server.port + ' ' + bytes);
        }

        /** Has it open a stream to {@code server} that stays open; tells how the first byte went. */
        String hold(Node server) throws InterruptedException {
            return ask("hold " + server.name + ' ' + server.port);
        }

        /** Has it send so many datagrams to {@code server} and back; tells how many came as they were. */
        String datagrams(Node server, int count) throws InterruptedException {
            return ask("datagrams " + server.name + ' ' + server.udpPort + ' ' + count);
        }

        /** Has it send requests to {@code server}, one after another; what has no answer after a second is sent anew. */
        void load(Node server) throws InterruptedException {
            load(server, 1000);
        }

        /** Likewise, with so many milliseconds of patience. */
        void load(Node server, long patience) throws InterruptedException {
            loaded = server;
            ask("load " + server.name + ' ' + server.port + ' ' + patience);
        }

        /** Ends that; each was answered, and none came to the server twice: what is lost is sent anew as another request. */
        String assertAllAnswered(String what) throws Exception {
            String outcome = ask("unload");
            Stopwatch.report(what, outcome);
            assertThat(outcome).contains("failures=[]").doesNotContain("answered=0 ");
            assertThat(requireNonNull(loaded, "loaded").ask("repeated")).isEqualTo("repeated=0");
            return outcome;
        }
    }

    private Mesh(NatLab lab, List<String> names) throws Exception {
        this.lab = lab;
        this.names = names;
        for (String name : names) {
            nodes.add(new Node(name));
        }
        for (Node node : nodes) {
            node.awaitReady();
        }
    }

    /** Two relays and three nodes that run. The NAT of {@code edge-b} draws its ports at random: traffic stays on the relays. */
    static Mesh onRelays() throws Exception {
        NatLab lab = new NatLab("mesh", "10.99.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addNeighbour(1)
                .addLan(2, Unsolicited.DROP, Ports.RANDOM);
        Mesh mesh = new Mesh(lab, List.of("cloud-1", "cloud-2", "edge-a", "edge-b", "edge-c"));
        for (Node node : mesh.nodes) {
            node.start();
        }
        return mesh;
    }

    /** One relay that runs, and two nodes that are yet to be started, behind NATs that keep ports. */
    static Mesh thatCanPunch(Unsolicited unsolicited) throws Exception {
        NatLab lab = new NatLab("direct", "10.99.0")
                .addLan(1, unsolicited, Ports.PRESERVED)
                .addLan(2, unsolicited, Ports.PRESERVED);
        Mesh mesh = new Mesh(lab, List.of("cloud-1", "edge-a", "edge-b"));
        mesh.node("cloud-1").start();
        return mesh;
    }

    /** Starts the nodes of {@link #thatCanPunch} and waits until they are directly connected. */
    void connectDirectly() throws Exception {
        node("edge-b").start();
        node("edge-a").start();
        new Stopwatch().untilAnswered(() -> node("edge-a").echo(node("edge-b"), 100));
        node("edge-a").ask("path edge-b hole punched");
        node("edge-b").ask("path edge-a hole punched");
    }

    NatLab lab() {
        return lab;
    }

    Node node(String name) {
        return nodes.get(names.indexOf(name));
    }

    /** Returns how much a relay has carried for others so far. */
    long bytesForwarded(String relay) throws InterruptedException {
        return HolePunchNetnsTest.bytes(node(relay).ask("status"));
    }

    /** Brings everything back to life, and waits until it is as at the beginning. */
    void restore() throws Exception {
        lab.setLink(1, true);
        lab.setLoss(0);
        for (int place = 1; place <= 4; place++) {
            lab.setRelaySilent(place, false);
        }
        for (Node node : nodes) {
            if (!node.process.alive()) {
                node.relaunch();
                node.start();
            }
        }
        for (Node node : nodes) {
            node.ask("reserved");
        }
    }

    private String namespaceOf(String node) {
        return switch (node) {
            case "edge-a" -> lab.lanNamespace(1);
            case "edge-b" -> lab.lanNamespace(2);
            case "edge-c" -> lab.neighbourNamespace(1);
            default -> lab.relayNamespace();
        };
    }

    private static boolean relay(String node) {
        return node.startsWith("cloud");
    }

    private static int number(String relay) {
        return Integer.parseInt(relay.substring("cloud-".length()));
    }

    @Override
    public void close() throws InterruptedException {
        for (Node node : nodes) {
            node.kill();
        }
        lab.close();
    }
}
