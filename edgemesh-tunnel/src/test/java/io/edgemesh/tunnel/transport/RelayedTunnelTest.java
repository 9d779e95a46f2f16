package io.edgemesh.tunnel.transport;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportContract;
import io.edgemesh.tunnel.fakes.Await;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of transports, kept between two nodes that meet at a relay. */
class RelayedTunnelTest extends TransportContract {
    private static final TestSwarm SWARM = new TestSwarm();
    private static TestSwarm.Node edgeA;

    @BeforeAll
    static void start() throws Exception {
        SWARM.relay("cloud");
        TestSwarm.Node edgeB = SWARM.start("edge-b", Map.of("paths", List.of("relay")));
        edgeA = SWARM.start("edge-a", Map.of("paths", List.of("relay")));
        Await.until(edgeB::reachable);
    }

    @AfterAll
    static void stop() throws Exception {
        SWARM.close();
    }

    @Override
    protected Transport transport() {
        return edgeA.transport();
    }

    @Override
    protected EventLoopGroup eventLoops() {
        return edgeA.context().network().eventLoops();
    }

    @Override
    protected Endpoint endpointAt(InetSocketAddress address) {
        return Endpoint.of(address, "edge-b");
    }
}
