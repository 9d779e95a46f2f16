package io.edgemesh.tunnel.quic;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgemesh.tunnel.host.HostBuilder;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.LocalNetwork;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;

/** Hosts for tests, over TCP and QUIC. */
final class QuicHosts {
    static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/udp/0/quic-v1");

    private QuicHosts() {}

    static HostBuilder builder(EventLoopGroup group, int number) {
        PeerKeyPair keyPair = LocalNetwork.keyPair(number);
        return Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(keyPair)));
    }

    static Libp2pHost build(HostBuilder builder) {
        return build(builder, QuicLimits.DEFAULT);
    }

    static Libp2pHost build(HostBuilder builder, QuicLimits limits) {
        String problem = QuicSupport.problem();
        assumeTrue(problem == null, problem);
        Libp2pHost host = builder.build();
        QuicTransport.addTo(host, NioDatagramChannel::new, limits);
        return host;
    }
}
