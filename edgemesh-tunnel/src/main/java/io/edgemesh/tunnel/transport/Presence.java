package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.tunnel.autonat.Reachability;
import io.edgemesh.tunnel.autonat.ReachabilityWatch;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.portmap.DefaultRoute;
import io.edgemesh.tunnel.portmap.PortMapping;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where others reach this node: at its listeners, through a router that forwards ports to them, at what relays have found
 * to be its address from outside, and through relays.
 *
 * <p><b>Threads:</b> {@link #start}, {@link #networkChanged} and {@link #close} by one at a time and not on an event loop;
 * the rest is for any.
 */
final class Presence implements AutoCloseable {
    private final Listeners listeners;
    private final Relays relays;
    private final RelayLinks links;
    private final @Nullable PortMapping mapping;
    private final ReachabilityWatch reachability;
    private volatile Runnable onChange = () -> {};

    /** @param loop the watch's */
    Presence(
            MeshContext mesh,
            PeerId self,
            boolean mapPorts,
            Listeners listeners,
            Relays relays,
            RelayLinks links,
            EventExecutor loop) {
        this.listeners = listeners;
        this.relays = relays;
        this.links = links;
        mapping = mapPorts
                ? new PortMapping(
                        DefaultRoute::gateway,
                        listeners::addresses,
                        mesh.network(),
                        mesh.blockingExecutor(),
                        mesh.random(),
                        this::askAnew)
                : null;
        reachability =
                new ReachabilityWatch(self, this::direct, loop, mesh.clock(), mesh.random(), () -> onChange.run());
    }

    /** @param onChange run when {@link #announced} may be others, other than by a relay's promise */
    void start(Runnable onChange) {
        this.onChange = onChange;
        listeners.start();
        if (mapping != null) {
            mapping.start();
        }
    }

    /** Returns where others may look for this node. */
    List<Multiaddr> announced() {
        Stream<Multiaddr> outside = Optional.ofNullable(reachability.current().address()).stream();
        return Stream.of(direct().stream(), relays.own().stream(), outside, links.addresses().stream())
                .flatMap(addresses -> addresses)
                .distinct()
                .toList();
    }

    /** Returns where this node may be reached without a relay. */
    private List<Multiaddr> direct() {
        return Stream.concat(LocalAddresses.of(listening()).stream(), mapped().stream())
                .toList();
    }

    List<Multiaddr> listening() {
        return listeners.addresses();
    }

    /** Returns where a router forwards to this node from. */
    List<Multiaddr> mapped() {
        return mapping == null ? List.of() : mapping.addresses();
    }

    Reachability reachability() {
        return reachability.current();
    }

    /** The peer at the other end has said what it serves: a relay is asked whether it reaches this node from outside. */
    void identified(Connection connection, List<String> protocols) {
        if (relays.include(connection.peerId())) {
            reachability.ask(connection, protocols);
        }
    }

    void networkChanged() {
        askAnew();
        if (mapping != null) {
            mapping.restart();
        }
    }

    /** The addresses are others: peers are told, and relays asked whether they lead here. */
    private void askAnew() {
        reachability.askAnew();
        onChange.run();
    }

    @Override
    public void close() {
        if (mapping != null) {
            mapping.close();
        }
    }
}
