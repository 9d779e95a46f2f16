package io.edgemesh.tunnel.transport;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.transport.EarlyDataOffer;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.api.transport.SwarmSecret;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.testing.EchoServer;
import io.edgemesh.testing.TestMeshContext;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Nodes of one swarm in this JVM, each with sockets of its own on loopback. */
final class TestSwarm implements AutoCloseable {
    static final String SECRET = "a secret of the tests, long enough not to be called weak: 7f3a9c";

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<Swarm.Relay> relays = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private int contexts;

    record Node(TestMeshContext context, Libp2pTransport transport, LoopbackDialer dialer) {
        Multiaddr address() {
            return Multiaddr.parse(transport.status().listening().get(0));
        }

        boolean reachable() {
            return transport.status().reachableThroughRelays();
        }

        OpenedChannel open(String node, InetSocketAddress address, Protocol protocol) throws Exception {
            return begin(node, address, protocol).get(120, TimeUnit.SECONDS);
        }

        CompletableFuture<OpenedChannel> begin(String node, InetSocketAddress address) {
            return begin(node, address, Protocol.TCP);
        }

        private CompletableFuture<OpenedChannel> begin(String node, InetSocketAddress address, Protocol protocol) {
            return begin(node, address, protocol, null);
        }

        CompletableFuture<OpenedChannel> begin(
                String node, InetSocketAddress address, Protocol protocol, @Nullable EarlyDataOffer early) {
            OpenRequest request = new OpenRequest(
                    Endpoint.of(address, node),
                    protocol,
                    null,
                    Duration.ofSeconds(100),
                    context.network().eventLoops().next(),
                    early);
            return transport.open(request).toCompletableFuture();
        }

        /** Keeps the node's only event loop busy with waiting. */
        void freeze(CountDownLatch until) {
            context.network().eventLoops().next().execute(() -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        PeerStatus peer(String node) {
            return transport.peers().stream()
                    .filter(peer -> peer.node().equals(node))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Has nodes that start later go by another clock. */
    void clock(InstantSource value) {
        clock = value;
    }

    /** Starts a node that is a relay, for nodes that start later. */
    Node relay(String name) {
        return relay(name, Map.of());
    }

    Node relay(String name, Map<String, ?> settings) {
        int port = EchoServer.addressWhereNobodyListens().getPort();
        relays.add(new Swarm.Relay(name, List.of("127.0.0.1:" + port)));
        Map<String, Object> all = new HashMap<>(settings);
        all.put("listenPort", port);
        return start(name, all);
    }

    /** Tells nodes that start later of a relay that is not one of ours. */
    void relayElsewhere(String name, Multiaddr address) {
        relays.add(new Swarm.Relay(name, List.of(address.toString())));
    }

    Node start(String name, Map<String, ?> settings) {
        return start(name, settings, SwarmSecret.of(SECRET));
    }

    Node start(String name, Map<String, ?> settings, SwarmSecret secret) {
        TestMeshContext context = context(name, secret);
        LoopbackDialer dialer = new LoopbackDialer(context.network());
        context.dialer(dialer);
        Libp2pTransport transport = (Libp2pTransport) new Libp2pTransportProvider().create(context, complete(settings));
        closing.push(transport);
        transport.start();
        return new Node(context, transport, dialer);
    }

    /** Starts a node that serves nobody, to look into. */
    TunnelNode tunnel(String name, Duration twinPatience) {
        TestMeshContext context = context(name, SwarmSecret.of(SECRET));
        TunnelSettings settings = TunnelSettings.read(complete(Map.of()));
        Membership membership = Membership.of(context.swarm(), name, settings);
        TunnelNode node = new TunnelNode(context, settings, membership, twinPatience);
        closing.push(node);
        node.start();
        return node;
    }

    private TestMeshContext context(String name, SwarmSecret secret) {
        TestMeshContext context =
                new TestMeshContext(name).clock(clock).swarm(new Swarm(IdentityMode.NODE_NAME, null, secret, relays));
        ((Random) context.random()).setSeed(++contexts); // else all would draw the same numbers
        closing.push(context);
        return context;
    }

    private static Settings complete(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("listenAddresses", List.of("127.0.0.1"), "listenPort", 0));
        all.put("dialTimeout", "30s"); // on a busy machine a handshake takes its time
        all.put("kademlia", false); // which would connect nodes before a test has them look for a path
        all.putAll(settings);
        return Settings.of("test", all);
    }

    /** Returns settings by which a node knows where another one is. */
    static Map<String, ?> knowing(String name, Node node) {
        return knowing(name, node.address());
    }

    static Map<String, ?> knowing(String name, Multiaddr address) {
        return Map.of("peers", List.of(Map.of("nodeName", name, "addresses", List.of(address.toString()))));
    }

    /** Starts a node that speaks what Go agents speak. */
    GoAgent goAgent(String name) throws Exception {
        TestMeshContext context = new TestMeshContext(name);
        closing.push(context);
        GoAgent agent = new GoAgent(name, context.network(), new LoopbackDialer(context.network()));
        closing.push(agent);
        return agent;
    }

    void stop(Node node) {
        node.transport().close();
    }

    @Override
    public void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }
}
