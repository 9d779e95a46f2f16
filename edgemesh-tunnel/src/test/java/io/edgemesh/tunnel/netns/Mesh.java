package io.edgemesh.tunnel.netns;

import io.edgemesh.tunnel.netns.NatLab.Ports;
import io.edgemesh.tunnel.netns.NatLab.Unsolicited;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two relays and three nodes, each in a JVM of its own: {@code edge-a} and {@code edge-c} in one local network, {@code edge-b}
 * in another whose NAT draws its ports at random, so that traffic between the two stays on the relays.
 */
final class Mesh implements AutoCloseable {
    private static final List<String> NAMES = List.of("cloud-1", "cloud-2", "edge-a", "edge-b", "edge-c");

    private final NatLab lab;
    private final List<Node> nodes = new ArrayList<>();

    /** One node. Its process is replaced when it is started anew. */
    final class Node {
        final String name;
        private PeerProcess process;
        private int port;

        Node(String name) throws Exception {
            this.name = name;
            launch();
        }

        private void launch() throws IOException {
            process = PeerProcess.launch(
                    namespaceOf(name),
                    NodeMain.class,
                    name,
                    name.startsWith("cloud") ? relayIp(name) : "0.0.0.0",
                    "cloud-1=" + lab.relayIp(1),
                    "cloud-2=" + lab.relayIp(2));
        }

        private void awaitReady() throws InterruptedException {
            process.awaitReady();
            port = Integer.parseInt(process.greeting().split(" ")[1]);
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

        String ask(String command) throws InterruptedException {
            return process.ask(command);
        }

        /** Has it ask {@code server} to send back some bytes; tells how it went and over which path. */
        String echo(Node server, int bytes) throws InterruptedException {
            return ask("echo " + server.name + ' ' + server.port + ' ' + bytes);
        }

        void load(Node server) throws InterruptedException {
            ask("load " + server.name + ' ' + server.port);
        }
    }

    Mesh() throws Exception {
        lab = new NatLab("mesh", "10.99.0")
                .addLan(1, Unsolicited.DROP, Ports.PRESERVED)
                .addNeighbour(1)
                .addLan(2, Unsolicited.DROP, Ports.RANDOM);
        for (String name : NAMES) {
            nodes.add(new Node(name));
        }
        for (Node node : nodes) {
            node.awaitReady();
            node.start();
        }
    }

    NatLab lab() {
        return lab;
    }

    Node node(String name) {
        return nodes.get(NAMES.indexOf(name));
    }

    /** Brings everything back to life, and waits until it is as at the beginning. */
    void restore() throws Exception {
        lab.setLink(1, true);
        lab.setLoss(0);
        lab.setRelaySilent(1, false);
        lab.setRelaySilent(2, false);
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

    private String relayIp(String relay) {
        return lab.relayIp(relay.endsWith("1") ? 1 : 2);
    }

    @Override
    public void close() throws InterruptedException {
        for (Node node : nodes) {
            node.kill();
        }
        lab.close();
    }
}
