package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionListener;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes: those that this one was told of, has asked for, or is connected with.
 *
 * <p><b>Threads:</b> any. <b>Limit:</b> a peer whose name is not known is forgotten with its last connection.
 */
final class Peers implements ConnectionListener {
    private final Surroundings around;
    private final Function<PeerId, List<Multiaddr>> knownAddresses;
    private final Map<PeerId, Peer> peers = new ConcurrentHashMap<>();
    private final Candidates candidates;
    private volatile Consumer<PeerId> locator = peerId -> {};

    /** @param knownAddresses what the configuration says of a peer's addresses */
    Peers(Surroundings around, Function<PeerId, List<Multiaddr>> knownAddresses) {
        this.around = around;
        this.knownAddresses = knownAddresses;
        candidates = new Candidates(around.clock());
    }

    /** Has the locator look for nodes that are wanted for the first time, and tell {@link #found} of them. */
    void locateWith(Consumer<PeerId> locator) {
        this.locator = locator;
    }

    /** Returns a node by its name, or {@code null} where nobody can tell its id. */
    @Nullable
    Peer byName(String node) {
        PeerId peerId = around.names().idOf(node);
        if (peerId == null) {
            return null;
        }
        boolean first = !peers.containsKey(peerId);
        Peer peer = byId(peerId);
        if (first) {
            locator.accept(peerId);
        }
        return peer;
    }

    private Peer byId(PeerId peerId) {
        return peers.computeIfAbsent(peerId, this::create);
    }

    private Peer create(PeerId peerId) {
        PeerAddresses addresses =
                new PeerAddresses(around.paths(), knownAddresses.apply(peerId), () -> candidates.of(peerId));
        return new Peer(peerId, addresses, around);
    }

    /** The peer at the other end has said where it listens. */
    void learn(PeerId peerId, List<Multiaddr> listenAddresses) {
        Peer peer = byId(peerId);
        around.loop().execute(() -> peer.learn(listenAddresses));
    }

    /** Somebody else than the peer says where it listens: worth a try, after what the peer has said itself. */
    void found(PeerId peerId, List<Multiaddr> addresses) {
        List<Multiaddr> usable = around.paths().direct(addresses).toList();
        boolean news = !peerId.equals(around.host().peerId()) && candidates.add(peerId, usable);
        Peer peer = peers.get(peerId);
        if (news && peer != null) {
            around.loop().execute(peer::searchAnew);
        }
    }

    /** The network has changed: paths that were out of reach may not be now. */
    void searchAnew() {
        around.loop().execute(() -> peers.values().forEach(Peer::searchAnew));
    }

    /** A connection that paths lead over has fallen silent, or answers again. */
    void soundnessChanged() {
        around.loop().execute(() -> peers.values().forEach(Peer::soundnessChanged));
    }

    /** The name of a peer has become known. */
    void named(PeerId peerId) {
        Peer peer = peers.get(peerId);
        if (peer != null) {
            around.loop().execute(peer::refresh);
        }
    }

    /** Two nodes that run at the same time have this id, and so the same name. */
    void twins(PeerId peerId) {
        byId(peerId).noteFailure("two nodes have this name; give one of them another");
    }

    @Override
    public void onConnected(Connection connection) {
        Peer peer = byId(connection.peerId());
        around.loop().execute(peer::refresh);
    }

    @Override
    public void onDisconnected(Connection connection) {
        PeerId peerId = connection.peerId();
        around.loop().execute(() -> {
            Peer peer = peers.get(peerId);
            if (peer != null) {
                peer.refresh();
            }
            boolean gone = around.host().connections().all(peerId).isEmpty();
            if (gone && !around.names().knows(peerId)) {
                peers.remove(peerId);
            }
        });
    }

    List<PeerStatus> statuses() {
        return peers.values().stream().map(Peer::status).toList();
    }
}
