package io.edgemesh.tunnel.transport;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.transport.TestSwarm.Node;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Two nodes that reach each other over two relays and in no other way; the relay in use can fall silent. */
final class TwoRelays implements AutoCloseable {
    static final Map<String, ?> RELAY_ONLY = Map.of("paths", List.of("relay"));

    final Node edgeA;
    final Node edgeB;
    final String used;
    private final Node relay;
    private final CountDownLatch silence = new CountDownLatch(1);

    /** @param server whom {@code edge-a} connects to at {@code edge-b}, to see over which relay */
    TwoRelays(TestSwarm swarm, InetSocketAddress server) throws Exception {
        Map<String, Node> relays = Map.of("cloud-1", swarm.relay("cloud-1"), "cloud-2", swarm.relay("cloud-2"));
        edgeB = swarm.start("edge-b", RELAY_ONLY);
        edgeA = swarm.start("edge-a", RELAY_ONLY);
        Await.until(edgeB::reachable);
        Await.until(edgeA::reachable);
        used = String.valueOf(edgeA.open("edge-b", server, Protocol.TCP).path().via());
        relay = requireNonNull(relays.get(used));
    }

    /** Has the relay in use read and say nothing until {@link #close}. */
    void fallSilent() {
        relay.freeze(silence);
    }

    @Override
    public void close() {
        silence.countDown();
    }
}
