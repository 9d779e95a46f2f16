package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.identify.PeerInfo;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The members of one {@link Scope} as this node knows them, and what can be asked of them.
 *
 * <p>A member that does not answer is forgotten until it is heard of again. <b>Threads:</b> all methods from any; futures
 * complete on one event loop, succeed always, and within {@link Lookup#PATIENCE} and a question's time-out.
 */
final class Overlay {
    private final PeerId self;
    private final Scope scope;
    private final Set<PeerId> relays;
    private final RoutingTable table;
    private final KadRequests requests;
    private final EventExecutor loop;
    private volatile int providersFound; // by the last look

    /** @param relays members of the wide circle wherever they are */
    Overlay(
            PeerId self,
            Scope scope,
            Set<PeerId> relays,
            RoutingTable table,
            KadRequests requests,
            EventExecutor loop) {
        this.self = self;
        this.scope = scope;
        this.relays = relays;
        this.table = table;
        this.requests = requests;
        this.loop = loop;
    }

    /** The peer at the other end has said who it is. Returns whether that brought a new member. */
    boolean met(Connection connection, PeerInfo info) {
        KadPeer peer = new KadPeer(connection.peerId(), info.listenAddresses());
        if (!info.protocols().contains(scope.protocolId())) {
            table.remove(peer.peerId());
            return false;
        }
        return !connection.relayed() && isMember(peer, connection.remoteAddress()) && heard(peer);
    }

    /** On the local network is who is connected from there, whatever it says; in the wide one who says where it is reached. */
    private boolean isMember(KadPeer peer, Multiaddr connectedFrom) {
        return scope == Scope.LAN ? scope.covers(connectedFrom) : mayBeMember(peer);
    }

    /** A relay is one for all, even where what the nodes have for a public network has addresses of a private range. */
    private boolean mayBeMember(KadPeer peer) {
        return scope == Scope.WAN && relays.contains(peer.peerId())
                || peer.addresses().stream().anyMatch(scope::covers);
    }

    private boolean heard(KadPeer peer) {
        int before = table.size();
        KadPeer oldest = table.offer(peer);
        if (oldest != null) {
            replaceIfGone(oldest, peer);
        }
        return table.size() > before;
    }

    private void replaceIfGone(KadPeer oldest, KadPeer newcomer) {
        ask(oldest, KadMessage.ping()).addListener(answer -> {
            if (!answer.isSuccess()) {
                table.offer(newcomer);
            }
        });
    }

    boolean isEmpty() {
        return table.size() == 0;
    }

    KademliaStats.Circle stats() {
        return new KademliaStats.Circle(table.size(), providersFound);
    }

    private Future<KadMessage> ask(KadPeer peer, KadMessage question) {
        return requests.ask(peer, question).addListener(answer -> {
            if (answer.isSuccess()) {
                table.heard(peer.peerId());
            } else {
                table.remove(peer.peerId());
            }
        });
    }

    /** Returns the members next to a key, the nearest first. */
    Future<List<KadPeer>> closest(KadKey key) {
        return lookup(key, KadMessage.findNode(key), this::mayBeMember, answer -> {});
    }

    /** Has the members next to a key tell others that this node provides it; completes when they are being told. */
    Future<?> provide(KadKey key, List<Multiaddr> addresses) {
        KadMessage announcement = KadMessage.addProvider(key, new KadPeer(self, addresses));
        return then(closest(key), members -> {
            members.forEach(member -> requests.tell(member, announcement));
            return members;
        });
    }

    /** Returns who provides a key, as its nearest members say. */
    Future<List<KadPeer>> providers(KadKey key) {
        Map<PeerId, KadPeer> found = new LinkedHashMap<>();
        Consumer<KadMessage> collect = answer -> answer.providers().stream()
                .filter(peer -> !peer.peerId().equals(self) && found.size() < ProviderStore.MAX_PROVIDERS)
                .forEach(peer -> found.merge(peer.peerId(), peer, KadPeer::and));
        return then(lookup(key, KadMessage.getProviders(key), this::mayBeMember, collect), done -> {
            providersFound = found.size();
            return List.copyOf(found.values());
        });
    }

    /** Returns where a peer is, member or not, as the members next to it say; empty if none of them knows. */
    Future<List<Multiaddr>> find(PeerId peerId) {
        KadKey key = KadKey.of(peerId);
        Set<Multiaddr> found = new LinkedHashSet<>();
        Consumer<KadMessage> collect = answer -> answer.closerPeers().stream()
                .filter(peer -> peer.peerId().equals(peerId))
                .forEach(peer -> found.addAll(peer.addresses()));
        Predicate<KadPeer> others = peer -> mayBeMember(peer) && !peer.peerId().equals(peerId);
        return then(
                lookup(key, KadMessage.findNode(key), others, collect),
                done -> found.stream().limit(KadPeer.MAX_ADDRESSES).toList());
    }

    private Future<List<KadPeer>> lookup(
            KadKey key, KadMessage question, Predicate<KadPeer> askable, Consumer<KadMessage> onAnswer) {
        Predicate<KadPeer> notSelf = peer -> !peer.peerId().equals(self);
        return new Lookup(key, loop, notSelf.and(askable), peer -> ask(peer, question), onAnswer)
                .start(table.closest(key, RoutingTable.BUCKET_SIZE));
    }

    private <T, R> Future<R> then(Future<T> first, Function<T, R> second) {
        Promise<R> outcome = loop.newPromise();
        first.addListener((Future<T> done) -> outcome.setSuccess(second.apply(done.getNow())));
        return outcome;
    }
}
