package io.edgemesh.tunnel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.tunnel.fakes.Await;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.security.SecureTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostOverTcpTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Libp2pHost alice = host(1);
    private final Libp2pHost bob = host(2);
    private Connection connection;

    @BeforeAll
    void connect() throws Exception {
        Ask.get(bob.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
        bob.handle(Echo.ID, Echo::serve);
        connection = Ask.get(alice.connect(bob.peerId(), bob.listenAddresses()));
    }

    @AfterAll
    void close() throws Exception {
        Ask.get(alice.close(Duration.ZERO));
        Ask.get(bob.close(Duration.ZERO));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    @Test
    void connectionsBeyondTheLimitOfTheirAddressAreClosedBeforeTheyAreSecured() throws Exception {
        Libp2pHost guarded = builder(3)
                .limits(HostLimits.builder().maxInboundPerAddress(1).build())
                .build();
        Ask.get(guarded.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
        Connection first = Ask.get(alice.connect(guarded.peerId(), guarded.listenAddresses()));

        assertThatThrownBy(() -> Ask.get(bob.connect(guarded.peerId(), guarded.listenAddresses())))
                .hasMessageContaining("peer closed the connection while settling on how to secure");

        Ask.get(first.close());
        Await.until(() -> guarded.connections().all().isEmpty());
        Ask.get(bob.connect(guarded.peerId(), guarded.listenAddresses()));
        Ask.get(guarded.close(Duration.ZERO));
    }

    @Test
    void namesInAddressesAreLookedUp() throws Exception {
        String port = bob.listenAddresses().get(0).value(Protocol.TCP);

        Connection byName = Ask.get(alice.dial(Multiaddr.parse("/dns4/localhost/tcp/" + port)));

        assertThat(byName.peerId()).isEqualTo(bob.peerId());
        Ask.get(byName.close());
    }

    private Libp2pHost host(int number) {
        return builder(number).build();
    }

    private HostBuilder builder(int number) {
        PeerKeyPair keyPair = LocalNetwork.keyPair(number);
        List<SecureTransport> security = List.of(new NoiseTransport(keyPair));
        return Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(security);
    }

    private static final class Ask {
        static <T> T get(io.netty.util.concurrent.Future<T> future) throws Exception {
            return future.get(60, TimeUnit.SECONDS);
        }
    }
}
