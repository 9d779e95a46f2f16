package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.identify.Identify;
import io.edgemesh.tunnel.identify.PeerInfo;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.relay.RelayPeer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the nodes of a swarm find each other: announces this one under the swarm's rendezvous text, looks for those that did so
 * too, and answers when others look.
 *
 * <p>A round does all that a moment after the first member is met, soon again, and every {@link #PAUSE} in the long run.
 * Rounds connect with members that others name, as Kademlia needs it, and with relays, where all begin.
 *
 * <p><b>Threads:</b> all methods from any; nothing blocks.
 */
public final class Kademlia implements AutoCloseable {
    static final Duration PAUSE = Duration.ofMinutes(10);
    static final Duration PAUSE_WITHOUT_RELAYS = Duration.ofMinutes(1);

    private final Libp2pHost host;
    private final Identify identify;
    private final KademliaConfig config;
    private final BiConsumer<PeerId, List<Multiaddr>> onFound;
    private final Rendezvous rendezvous;
    private final ProviderStore providers;
    private final AddressBook addresses;
    private final Map<Scope, Overlay> overlays = new EnumMap<>(Scope.class);
    private final List<HostRequests> requests = new ArrayList<>();
    private final KademliaCounters counters = new KademliaCounters();
    private final Rounds rounds;

    private Kademlia(
            Libp2pHost host,
            Identify identify,
            KademliaConfig config,
            Supplier<List<Multiaddr>> ownAddresses,
            BiConsumer<PeerId, List<Multiaddr>> onFound,
            EventExecutor loop,
            RandomGenerator random) {
        this.host = host;
        this.identify = identify;
        this.config = config;
        this.onFound = onFound;
        providers = new ProviderStore(host.clock());
        rendezvous = new Rendezvous(host.peerId(), config.rendezvous(), providers, ownAddresses, onFound, random);
        addresses = new ConnectedPeers(host, identify, ownAddresses);
        for (Scope scope : Scope.values()) {
            overlays.put(scope, overlay(scope, loop));
        }
        rounds = new Rounds(loop, random, this::round);
    }

    /**
     * Adds both circles to a host, which serves them from now on; rounds begin with {@link #start}.
     *
     * @param ownAddresses where this node can be reached, asked for with each announcement
     * @param onFound      told where a node of the swarm is said to be, from any thread; nodes come again with each round
     * @param loop         keeps the time
     */
    public static Kademlia addTo(
            Libp2pHost host,
            Identify identify,
            KademliaConfig config,
            Supplier<List<Multiaddr>> ownAddresses,
            BiConsumer<PeerId, List<Multiaddr>> onFound,
            EventExecutor loop,
            RandomGenerator random) {
        Kademlia kademlia = new Kademlia(host, identify, config, ownAddresses, onFound, loop, random);
        identify.onIdentified(kademlia::met);
        return kademlia;
    }

    private Overlay overlay(Scope scope, EventExecutor loop) {
        RoutingTable table = new RoutingTable(host.peerId());
        Answers answers = new Answers(host.peerId(), table, providers, addresses);
        host.handle(
                scope.protocolId(),
                stream -> AnswerHandler.install(stream.channel(), question -> {
                    KadMessage answer = answers.answer(stream.peerId(), question);
                    counters.answered.increment();
                    return answer;
                }));
        Set<PeerId> relays = config.relays().stream().map(RelayPeer::peerId).collect(Collectors.toUnmodifiableSet());
        HostRequests asking = new HostRequests(host, scope.protocolId(), config.mayDial(), counters, loop);
        requests.add(asking);
        return new Overlay(host.peerId(), scope, relays, table, asking, loop);
    }

    /** Begins to look around. */
    public void start() {
        rendezvous.provideHere();
        connectWithRelays();
        rounds.start();
    }

    /** This node can be reached elsewhere now: others have to be told. */
    public void announceAnew() {
        rounds.hasten();
    }

    private void met(Connection connection, PeerInfo info) {
        if (overlays.values().stream()
                        .filter(overlay -> overlay.met(connection, info))
                        .count()
                > 0) {
            rounds.hasten();
        }
    }

    private Duration round() {
        counters.rounds.increment();
        connectWithRelays();
        for (Connection connection : host.connections().all()) { // who did not answer once is given another chance
            PeerInfo info = identify.of(connection);
            if (info != null) {
                overlays.values().forEach(overlay -> overlay.met(connection, info));
            }
        }
        rendezvous.provideHere();
        overlays.values().stream().filter(overlay -> !overlay.isEmpty()).forEach(rendezvous::visit);
        boolean relaysMissing = others().anyMatch(relay -> host.connections().best(relay.peerId()) == null);
        return relaysMissing ? PAUSE_WITHOUT_RELAYS : PAUSE;
    }

    private Stream<RelayPeer> others() {
        return config.relays().stream().filter(relay -> !relay.peerId().equals(host.peerId()));
    }

    private void connectWithRelays() {
        others().forEach(relay -> host.connect(relay.peerId(), relay.addresses()));
    }

    /** Asks others where a peer is; what they say is told as that of other nodes, within 40 s. */
    public void find(PeerId peerId) {
        overlays.values()
                .forEach(overlay -> overlay.find(peerId).addListener((Future<List<Multiaddr>> found) -> {
                    if (!found.getNow().isEmpty()) {
                        onFound.accept(peerId, found.getNow());
                    }
                }));
    }

    /** Returns what has come of all this. */
    public KademliaStats stats() {
        return counters.snapshot(circle(Scope.WAN), circle(Scope.LAN));
    }

    private KademliaStats.Circle circle(Scope scope) {
        return Objects.requireNonNull(overlays.get(scope)).stats();
    }

    /** Asks nobody any more. The host serves on until it is closed. */
    @Override
    public void close() {
        rounds.stop();
        requests.forEach(HostRequests::close);
    }
}
