package io.edgemesh.proxy.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.Transport.Reach;
import io.edgemesh.api.transport.TransportContract;
import io.edgemesh.testing.TestMeshContext;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectTransportTest extends TransportContract {
    private final TestMeshContext mesh = new TestMeshContext("here");
    private final Transport transport = create("192.168.1.0/24");

    @AfterEach
    void close() {
        transport.close();
        mesh.close();
    }

    private Transport create(String reachable) {
        return new DirectTransportProvider().create(mesh, Settings.of("test", Map.of("reachable", List.of(reachable))));
    }

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected EventLoopGroup eventLoops() {
        return mesh.network().eventLoops();
    }

    @Override
    protected Endpoint endpointAt(InetSocketAddress address) {
        return Endpoint.of(address, "here");
    }

    @Test
    void isTheWayToEndpointsOnThisNodeAndOnNone() {
        var address = new InetSocketAddress("10.0.0.1", 80);

        assertThat(transport.reach(Endpoint.of(address, "here"))).isEqualTo(Reach.YES);
        assertThat(transport.reach(Endpoint.of(address, null))).isEqualTo(Reach.YES);
    }

    @Test
    void isPerhapsTheWayToOtherNodes() {
        var address = new InetSocketAddress("10.0.0.1", 80);

        assertThat(transport.reach(Endpoint.of(address, "there"))).isEqualTo(Reach.MAYBE);
    }

    @Test
    void isTheWayToRangesThatAreSaidToBeReachable() {
        var address = new InetSocketAddress("192.168.1.77", 80);

        assertThat(transport.reach(Endpoint.of(address, "there"))).isEqualTo(Reach.YES);
    }

    @Test
    void aRangeThatIsNoneIsAConfigurationError() {
        assertThatThrownBy(() -> create("lan"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test, reachable")
                .hasMessageContaining("\"lan\" is no IP address or CIDR");
    }
}
