package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.tunnel.mdns.LanDiscovery;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.portmap.DefaultRoute;
import io.edgemesh.tunnel.portmap.PortMapping;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has to do with the networks that it is in: it looks for peers there, and has their router forward ports. Begun
 * anew when they are others.
 *
 * <p><b>Threads:</b> {@link #start}, {@link #restart} and {@link #close} by one at a time and not on an event loop.
 */
final class Vicinity implements AutoCloseable {
    private final @Nullable LanDiscovery discovery;
    private final @Nullable PortMapping mapping;

    /**
     * @param listening where the node listens
     * @param onFound   told of peers on local networks
     * @param onMapped  run when {@link #mapped} has changed
     */
    Vicinity(
            MeshContext mesh,
            TunnelSettings settings,
            PeerId self,
            Supplier<List<Multiaddr>> listening,
            BiConsumer<PeerId, List<Multiaddr>> onFound,
            Runnable onMapped) {
        discovery = !settings.lanDiscovery()
                ? null
                : new LanDiscovery(
                        settings.rendezvous(),
                        self,
                        () -> LocalAddresses.of(listening.get()),
                        () -> LocalAddresses.interfaces(listening.get()),
                        mesh.network(),
                        mesh.random(),
                        onFound);
        mapping = settings.portMapping()
                ? new PortMapping(DefaultRoute::gateway, listening, mesh.network(), mesh.random(), onMapped)
                : null;
    }

    /** Returns where a router forwards to the node from. */
    List<Multiaddr> mapped() {
        return mapping == null ? List.of() : mapping.addresses();
    }

    void start() {
        if (discovery != null) {
            discovery.start();
        }
        if (mapping != null) {
            mapping.start();
        }
    }

    void restart() {
        if (discovery != null) {
            discovery.restart();
        }
        if (mapping != null) {
            mapping.restart();
        }
    }

    @Override
    public void close() {
        if (discovery != null) {
            discovery.close();
        }
        if (mapping != null) {
            mapping.close();
        }
    }
}
