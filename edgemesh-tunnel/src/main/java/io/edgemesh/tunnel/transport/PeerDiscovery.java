package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.kad.Kademlia;
import io.edgemesh.tunnel.kad.KademliaConfig;
import io.edgemesh.tunnel.kad.KademliaStats;
import io.edgemesh.tunnel.mdns.LanDiscovery;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayPeer;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the other nodes of the swarm, as far as the settings say: on local networks, and with the help of nodes that are
 * known already.
 *
 * <p><b>Threads:</b> {@link #find} any; the rest by one at a time and not on an event loop.
 */
final class PeerDiscovery implements AutoCloseable {
    private final @Nullable LanDiscovery lan;
    private final @Nullable Kademlia kademlia;

    /** @param onFound told of nodes as often as they are heard of, from any thread */
    PeerDiscovery(
            MeshContext mesh,
            TunnelSettings settings,
            Surroundings around,
            Identify identify,
            List<RelayPeer> relays,
            Presence presence,
            BiConsumer<PeerId, List<Multiaddr>> onFound) {
        lan = !settings.lanDiscovery()
                ? null
                : new LanDiscovery(
                        settings.rendezvous(),
                        around.host().peerId(),
                        () -> LocalAddresses.of(presence.listening()),
                        () -> LocalAddresses.interfaces(presence.listening()),
                        mesh.network(),
                        mesh.random(),
                        onFound);
        kademlia = !settings.kademlia()
                ? null
                : Kademlia.addTo(
                        around.host(),
                        identify,
                        new KademliaConfig(settings.rendezvous(), relays, around.paths()::allows),
                        presence::announced,
                        onFound,
                        around.loop(),
                        mesh.random());
    }

    void start() {
        if (lan != null) {
            lan.start();
        }
        if (kademlia != null) {
            kademlia.start();
        }
    }

    /** Asks for one node that is wanted now. */
    void find(PeerId peerId) {
        if (kademlia != null) {
            kademlia.find(peerId);
        }
    }

    /** Returns what there is to say of Kademlia, or {@code null} where it is not used. */
    @Nullable
    KademliaStats kademliaStats() {
        return kademlia == null ? null : kademlia.stats();
    }

    void networkChanged() {
        if (lan != null) {
            lan.restart();
        }
        if (kademlia != null) {
            kademlia.announceAnew();
        }
    }

    @Override
    public void close() {
        if (lan != null) {
            lan.close();
        }
        if (kademlia != null) {
            kademlia.close();
        }
    }
}
