package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.StreamContract;
import io.edgemesh.tunnel.multiformats.Multiaddr;

/** Streams of QUIC. */
class QuicStreamsTest extends StreamContract {
    @Override
    protected Libp2pHost host(int number) {
        return QuicHosts.build(QuicHosts.builder(group, number));
    }

    @Override
    protected Multiaddr anyPort() {
        return QuicHosts.ANY_PORT;
    }
}
