package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;

/** Streams of yamux over TCP. */
class YamuxStreamsTest extends StreamContract {
    @Override
    protected Libp2pHost host(int number) {
        PeerKeyPair keyPair = LocalNetwork.keyPair(number);
        return Libp2pHost.builder(keyPair, group, NioServerSocketChannel::new, NioSocketChannel::new)
                .security(List.of(new NoiseTransport(keyPair)))
                .build();
    }

    @Override
    protected Multiaddr anyPort() {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
    }
}
