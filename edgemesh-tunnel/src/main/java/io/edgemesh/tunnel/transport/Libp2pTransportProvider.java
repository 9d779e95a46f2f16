package io.edgemesh.tunnel.transport;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportProvider;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.Optional;

/** Creates the transport that tunnels to other nodes; its settings are those of {@code modules.edgeTunnel}. */
@AutoService(TransportProvider.class)
public final class Libp2pTransportProvider implements TransportProvider {
    static final String NAME = "libp2p";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Transport create(MeshContext mesh, Settings settings) {
        TunnelSettings tunnel = TunnelSettings.read(settings);
        Membership membership = Membership.of(mesh.swarm(), mesh.nodeName(), tunnel);
        return new Libp2pTransport(mesh, tunnel, membership);
    }

    @Override
    public Optional<String> peerId(String nodeName, Swarm swarm) {
        Membership membership = Membership.of(swarm, nodeName, TunnelSettings.DEFAULT);
        return Optional.of(membership.identity().keyPair().peerId()).map(PeerId::toString);
    }
}
