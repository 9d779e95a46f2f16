package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.dcutr.HolePunchStats;
import io.edgemesh.tunnel.dcutr.HolePunching;
import io.edgemesh.tunnel.dcutr.RelayMappings;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identify.PeerInfo;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.mesh.Refusal;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of one node together: its host and the protocols there, where others reach it ({@link Presence}), and how it
 * finds and reaches them ({@link PeerDiscovery}, {@link Peers}).
 */
final class TunnelNode implements AutoCloseable {
    private static final String PROTOCOL_VERSION = "edgemesh/1.0.0";
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 3;

    private final MeshContext mesh;
    private final TunnelSettings settings;
    private final Membership membership;
    private final Libp2pHost host;
    private final Relays relays;
    private final RelayLinks links;
    private final Presence presence;
    private final Identify identify;
    private final @Nullable HolePunching punching;
    private final Surroundings surroundings;
    private final Peers peers;
    private final Introductions introductions;
    private final PeerDiscovery discovery;
    private final NetworkWatch network;
    private volatile @Nullable RelayServer relayServer; // from the start on, on a relay

    TunnelNode(MeshContext mesh, TunnelSettings settings, Membership membership) {
        this(mesh, settings, membership, Introductions.PATIENCE);
    }

    /** @param twinPatience how long two connections that bear one node's name may stand before they are two nodes */
    TunnelNode(MeshContext mesh, TunnelSettings settings, Membership membership, Duration twinPatience) {
        this.mesh = mesh;
        this.settings = settings;
        this.membership = membership;
        host = membership.host(mesh, membership.identity().keyPair(), settings.dialTimeout());
        EventLoop loop = mesh.network().eventLoops().next();
        NodeNames names = new NodeNames(membership.identity());
        relays = Relays.of(mesh.swarm(), mesh.nodeName(), names, settings.carrier(), settings.peerPort());
        SilenceWatch watch = new SilenceWatch(host, loop, names, relays.others());
        Listeners listeners = Listeners.of(host, settings, mesh.network());
        links = new RelayLinks(host, names, watch, mesh.random());
        presence = new Presence(mesh, host.peerId(), settings.portMapping(), listeners, relays, links, loop);
        Ping.serve(host);
        identify = Identify.install(host, PROTOCOL_VERSION, presence::announced);
        punching = settings.paths().contains(Kind.HOLE_PUNCHED) ? createPunching(listeners, loop) : null;
        Paths paths = new Paths(host, names, settings.paths(), relays.others(), watch, punching);
        surroundings = Surroundings.of(mesh, host, loop, names, paths, watch);
        peers = new Peers(surroundings, this::knownAddresses);
        host.addListener(peers);
        names.onNamed(peers::named);
        introductions = Introductions.of(mesh, host, names, twinPatience, peers::twins);
        identify.onIdentified(this::identified);
        discovery = new PeerDiscovery(mesh, settings, surroundings, identify, relays.others(), presence, peers::found);
        peers.locateWith(discovery::find);
        network =
                new NetworkWatch(mesh.blockingExecutor(), LocalAddresses::present, mesh.clock(), this::networkChanged);
    }

    private HolePunching createPunching(Listeners listeners, EventLoop loop) {
        if (!listeners.punchesUdp()) {
            return HolePunching.addTo(host, identify::observedBy, relay -> false);
        }
        RelayMappings mappings = RelayMappings.keep(host, identify, loop, relays.ids());
        return HolePunching.addTo(host, identify::observedBy, mappings::awaited);
    }

    private List<Multiaddr> knownAddresses(PeerId peerId) {
        List<Multiaddr> known = new ArrayList<>(relays.addressesOf(peerId));
        settings.peers().forEach((node, peer) -> {
            if (peerId.equals(names().idOf(node))) {
                known.addAll(peer.addresses());
            }
        });
        return known;
    }

    private void identified(Connection connection, PeerInfo info) {
        peers.learn(connection.peerId(), info.listenAddresses());
        presence.identified(connection, info.protocols());
        introductions.ask(connection, info.protocols());
    }

    private void networkChanged(Set<InetAddress> gone) {
        new ConnectionCheck(host.connections()).run(gone);
        peers.searchAnew();
        presence.networkChanged();
        discovery.networkChanged();
    }

    void start() {
        membership.warn(mesh.swarm().identity());
        presence.start(identify::push);
        surroundings.watch().start(peers::soundnessChanged);
        network.start();
        if (mesh.swarm().isRelay(mesh.nodeName())) {
            Libp2pHost dialBack =
                    membership.host(mesh, PeerKeyPair.generate(new SecureRandom()), settings.dialTimeout());
            relayServer = RelayServer.start(host, dialBack, settings.relay(), presence::announced, mesh.ticker());
        } else if (settings.paths().contains(Kind.RELAY)) {
            links.keep(relays.others());
        }
        discovery.start();
    }

    TunnelStatus status(TunnelStatus.Load load, Map<Refusal, Long> refused) {
        RelayServer server = relayServer;
        return new TunnelStatus(
                presence.listening().stream().map(Multiaddr::toString).toList(),
                presence.mapped().stream().map(Multiaddr::toString).toList(),
                presence.reachability(),
                links.status(),
                server == null ? null : server.stats(),
                punching == null ? new HolePunchStats(0, 0, 0) : punching.stats(),
                discovery.kademliaStats(),
                load,
                refused);
    }

    @Override
    public void close() {
        network.stop();
        discovery.close();
        presence.close();
        surroundings.watch().stop();
        links.close();
        if (relayServer != null) {
            relayServer.close();
        }
        host.close(DRAIN).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    Libp2pHost host() {
        return host;
    }

    NodeNames names() {
        return surroundings.names();
    }

    Peers peers() {
        return peers;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Identify identify() {
        return identify;
    }
}
