package io.edgemesh.tunnel.dcutr;

import static io.edgemesh.tunnel.fakes.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.fakes.FakeConnection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identify.Identify;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayMappingsTest {
    private final LocalNetwork network = new LocalNetwork();
    private final FakeConnection overTcp = new FakeConnection(peer(2), "/ip4/192.0.2.1/tcp/20006").asDialled();
    private final FakeConnection another = new FakeConnection(peer(2), "/ip4/192.0.2.1/tcp/20006").asDialled();
    private final FakeConnection overQuic = new FakeConnection(peer(2), "/ip4/192.0.2.1/udp/20006/quic-v1").asDialled();

    @AfterEach
    void close() throws Exception {
        network.close();
        List.of(overTcp, another, overQuic).forEach(FakeConnection::release);
    }

    /** Else circuits would be asked for over QUIC, and stay there: at a relay that has gone and come back, over a dead one. */
    @Test
    void theConnectionOverQuicEndsWithTheLastOverTcp() throws Exception {
        Libp2pHost host = network.start(1);
        Identify identify = Identify.install(host, "test/1.0.0", List::of);
        RelayMappings.keep(host, identify, host.group().next(), Set.of(peer(2)));
        List.of(overTcp, another, overQuic).forEach(host.connections()::add);

        overTcp.close();
        assertThat(overQuic.closeFuture().isDone()).isFalse();
        another.close();

        Await.until(() -> overQuic.closeFuture().isDone());
        assertThat(host.connections().best(peer(2))).isNull();
    }
}
