package io.edgemesh.tunnel.transport;

import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.tunnel.autonat.AutoNatService;
import io.edgemesh.tunnel.autonat.ReachabilityWatch;
import io.edgemesh.tunnel.dcutr.HolePunchStats;
import io.edgemesh.tunnel.dcutr.HolePunching;
import io.edgemesh.tunnel.dcutr.RelayMappings;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.HostLimits;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identity.PeerKeyPair;
import io.edgemesh.tunnel.kad.Kademlia;
import io.edgemesh.tunnel.kad.KademliaConfig;
import io.edgemesh.tunnel.mesh.Introduction;
import io.edgemesh.tunnel.mesh.Refusal;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import io.edgemesh.tunnel.noise.NoiseTransport;
import io.edgemesh.tunnel.ping.Ping;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.edgemesh.tunnel.relay.RelayReservations;
import io.edgemesh.tunnel.relay.RelayService;
import io.edgemesh.tunnel.relay.RelayState;
import io.edgemesh.tunnel.relay.RelayTransport;
import io.edgemesh.tunnel.tls.TlsTransport;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one node together: the host, its protocols, its peers. */
final class TunnelNode implements AutoCloseable {
    private static final String PROTOCOL_VERSION = "edgemesh/1.0.0";
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 3;
    private static final Duration TWINS_PATIENCE = Duration.ofSeconds(30); // by then dead connections are found dead

    private final MeshContext mesh;
    private final TunnelSettings settings;
    private final Membership membership;
    private final List<Relay> relays;
    private final Libp2pHost host;
    private final Listeners listeners;
    private final RelayReservations reservations;
    private final Identify identify;
    private final Surroundings surroundings;
    private final SilenceWatch watch;
    private final NetworkWatch network;
    private final ReachabilityWatch reachability;
    private final Vicinity vicinity;
    private final @Nullable Kademlia kademlia;
    private final Peers peers;
    private final Introductions introductions;
    private final @Nullable HolePunching punching;
    private volatile @Nullable RelayService relayService; // from the start on, on a relay
    private @Nullable Libp2pHost dialBack; // likewise: tells peers whether they can be reached

    TunnelNode(MeshContext mesh, TunnelSettings settings, Membership membership) {
        this.mesh = mesh;
        this.settings = settings;
        this.membership = membership;
        NodeNames names = new NodeNames(membership.identity());
        relays = relays(names);
        host = createHost(membership.identity().keyPair());
        listeners = Listeners.of(host, settings, mesh.network());
        Ping.serve(host);
        reservations = new RelayReservations(host, RelayTransport.addTo(host), mesh.random());
        identify = Identify.install(host, PROTOCOL_VERSION, this::announced);
        punching = settings.paths().contains(Kind.HOLE_PUNCHED) ? HolePunching.addTo(host, identify::observedBy) : null;
        EventLoop loop = mesh.network().eventLoops().next();
        watch = new SilenceWatch(host, loop, names, relays);
        Paths paths = new Paths(host, names, settings.paths(), relays, watch, punching);
        surroundings = new Surroundings(
                host,
                loop,
                names,
                paths,
                watch,
                new Failures(names),
                mesh.clock(),
                mesh.clock().instant(),
                mesh.random());
        peers = new Peers(surroundings, this::knownAddresses);
        host.addListener(peers);
        introductions = new Introductions(
                new Introduction(mesh.nodeName(), mesh.random().nextLong(1, Long.MAX_VALUE)),
                host,
                names,
                TWINS_PATIENCE,
                peers::twins);
        if (listeners.punchesUdp()) {
            RelayMappings.keep(
                    host, identify, loop, relays.stream().map(Relay::peerId).collect(Collectors.toSet()));
        }
        reachability =
                new ReachabilityWatch(host.peerId(), this::direct, loop, mesh.clock(), mesh.random(), identify::push);
        identify.onIdentified((connection, info) -> {
            peers.learn(connection.peerId(), info.listenAddresses());
            if (relays.stream().anyMatch(relay -> relay.peerId().equals(connection.peerId()))) {
                reachability.ask(connection, info.protocols());
            }
            introductions.ask(connection, info.protocols());
        });
        kademlia = settings.kademlia() ? createKademlia() : null;
        vicinity = new Vicinity(mesh, settings, host.peerId(), listeners::addresses, peers::found, this::mappedAnew);
        network =
                new NetworkWatch(mesh.blockingExecutor(), LocalAddresses::present, mesh.clock(), this::networkChanged);
    }

    private Kademlia createKademlia() {
        Kademlia created = Kademlia.addTo(
                host,
                identify,
                new KademliaConfig(settings.rendezvous(), relayPeers(), surroundings.paths()::allows),
                this::announced,
                peers::found,
                surroundings.loop(),
                mesh.random());
        peers.locateWith(created::find);
        return created;
    }

    private List<RelayPeer> relayPeers() {
        return relays.stream()
                .map(relay -> new RelayPeer(relay.peerId(), relay.addresses()))
                .toList();
    }

    private void networkChanged(Set<InetAddress> gone) {
        new ConnectionCheck(host.connections()).run(gone);
        reachability.askAnew();
        identify.push();
        peers.searchAnew();
        vicinity.restart();
        if (kademlia != null) {
            kademlia.announceAnew();
        }
    }

    /** The router's ports for this node are others: peers are told, and relays asked whether they lead here. */
    private void mappedAnew() {
        reachability.askAnew();
        identify.push();
    }

    /** Returns where this node may be reached without a relay. */
    private List<Multiaddr> direct() {
        return Stream.concat(LocalAddresses.of(listeners.addresses()).stream(), vicinity.mapped().stream())
                .toList();
    }

    private List<Relay> relays(NodeNames names) {
        List<Relay> others = new ArrayList<>();
        mesh.swarm().relays().forEach(relay -> {
            PeerId peerId = names.idOf(relay.node());
            if (peerId != null && !relay.node().equals(mesh.nodeName())) {
                others.add(new Relay(relay.node(), peerId, addressesOf(relay)));
            }
        });
        return List.copyOf(others);
    }

    private List<Multiaddr> addressesOf(Swarm.Relay relay) {
        return relay.addresses().stream()
                .map(text -> NodeAddress.parse(text, TunnelSettings.DEFAULT_PORT, settings.carrier()))
                .toList();
    }

    private Libp2pHost createHost(PeerKeyPair keyPair) {
        HostLimits limits =
                HostLimits.DEFAULT.withTimeouts(HANDSHAKE, settings.dialTimeout(), HANDSHAKE, Duration.ZERO);
        return Libp2pHost.builder(
                        keyPair,
                        mesh.network().eventLoops(),
                        mesh.network().serverChannels(),
                        mesh.network().streamChannels())
                .security(List.of(new TlsTransport(keyPair), new NoiseTransport(keyPair)))
                .swarmSecret(membership.secret())
                .clock(mesh.clock().withZone(ZoneOffset.UTC))
                .limits(limits)
                .build();
    }

    private List<Multiaddr> knownAddresses(PeerId peerId) {
        List<Multiaddr> known = new ArrayList<>(surroundings.paths().addressesOfRelay(peerId));
        settings.peers().forEach((node, peer) -> {
            if (peerId.equals(surroundings.names().idOf(node))) {
                known.addAll(peer.addresses());
            }
        });
        return known;
    }

    /** Returns where peers may look for this node. */
    private List<Multiaddr> announced() {
        List<Multiaddr> addresses = new ArrayList<>(direct());
        mesh.swarm().relays().stream()
                .filter(relay -> relay.node().equals(mesh.nodeName()))
                .flatMap(relay -> addressesOf(relay).stream())
                .forEach(addresses::add);
        Multiaddr reached = reachability.current().address();
        if (reached != null) {
            addresses.add(reached);
        }
        for (RelayState state : reservations.states()) {
            if (state.reservation() != null) {
                state.reservation()
                        .addresses()
                        .forEach(relay -> addresses.add(relay.encapsulate(Protocol.P2P_CIRCUIT)));
            }
        }
        return addresses.stream().distinct().toList();
    }

    void start() {
        membership.warn(mesh.swarm().identity());
        listeners.start();
        watch.start(peers::soundnessChanged);
        vicinity.start();
        network.start();
        if (mesh.swarm().isRelay(mesh.nodeName())) {
            serveAsRelay();
        } else if (settings.paths().contains(Kind.RELAY)) {
            reservations.keep(relayPeers());
        }
        if (kademlia != null) {
            kademlia.start();
        }
    }

    private void serveAsRelay() {
        relayService = RelayService.addTo(host, settings.relay(), this::announced, mesh.ticker());
        dialBack = createHost(PeerKeyPair.generate(new SecureRandom()));
        AutoNatService.addTo(host, dialBack, mesh.ticker());
    }

    TunnelStatus status(TunnelStatus.Load load, Map<Refusal, Long> refused) {
        return new TunnelStatus(
                listeners.addresses().stream().map(Multiaddr::toString).toList(),
                vicinity.mapped().stream().map(Multiaddr::toString).toList(),
                reachability.current(),
                reservations.states().stream().map(this::link).toList(),
                relayService == null ? null : relayService.stats(),
                punching == null ? new HolePunchStats(0, 0, 0) : punching.stats(),
                load,
                refused);
    }

    private TunnelStatus.RelayLink link(RelayState state) {
        Connection connection = host.connections().best(state.relay());
        return new TunnelStatus.RelayLink(
                names().nameOf(state.relay()),
                state.connected(),
                state.reservation() != null,
                watch.silent(state.relay()),
                connection == null ? Duration.ZERO : connection.roundTrip(),
                state.since(),
                state.lastFailure());
    }

    @Override
    public void close() {
        network.stop();
        vicinity.close();
        if (kademlia != null) {
            kademlia.close();
        }
        watch.stop();
        reservations.close();
        if (dialBack != null) {
            dialBack.close(Duration.ZERO);
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
