package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.edgemesh.testing.TestMeshContext;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Swarm SWARM = new Swarm(
            IdentityMode.NODE_NAME, null, null, List.of(new Swarm.Relay("cloud", List.of("127.0.0.1:20006"))));

    @Test
    void aRelayHasAllItsConnectionsOnOneEventLoop() {
        EventLoopGroup loops = eventLoopsOf("cloud");

        assertThat(loops.next()).isSameAs(loops.next());
    }

    @Test
    void anyOtherNodeSpreadsThem() {
        EventLoopGroup loops = eventLoopsOf("edge");

        assertThat(loops.next()).isNotSameAs(loops.next());
    }

    private static EventLoopGroup eventLoopsOf(String name) {
        Membership membership = Membership.of(SWARM, name, TunnelSettings.DEFAULT);
        try (TestMeshContext mesh =
                new TestMeshContext(name).swarm(SWARM).network(new NioNetworkProvider().create(2))) {
            return membership
                    .host(mesh, membership.identity().keyPair(), Duration.ofSeconds(1))
                    .group();
        }
    }
}
