package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One other node, and the way to it.
 *
 * <pre>
 *   no path --asked for--> searching --first connection--> path
 *      ^                      | none                        |  over a relay: looks for a direct one meanwhile,
 *      +----------------------+----- last connection lost --+  which new streams take as soon as it stands
 * </pre>
 *
 * <p><b>Threads:</b> what changes does so on one event loop; {@link #connection} and {@link #status} are for any.
 */
final class Peer {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);

    private final PeerId peerId;
    private final Surroundings around;
    private final PeerAddresses addresses;
    private final SharedSearch search;
    private final Improvement improvement;
    private final RecentFailures failures = new RecentFailures();
    private volatile @Nullable DialPath path;
    private volatile Instant since;
    private boolean told; // of the path by the node's name
    private volatile String why = "nobody has asked for it yet";

    Peer(PeerId peerId, PeerAddresses addresses, Surroundings around) {
        this.peerId = peerId;
        this.addresses = addresses;
        this.around = around;
        search = new SharedSearch(peerId, addresses, around, this::searched);
        improvement = new Improvement(peerId, addresses, around, this::refresh);
        since = around.clock().instant();
    }

    PeerStatus status() {
        return new PeerStatus(
                around.names().nameOf(peerId), peerId.toString(), path, why, since, failures.latestFirst());
    }

    void noteFailure(String failure) {
        failures.add(around.clock().instant(), failure);
    }

    /** Returns the best connection that stands, or the first that comes about now. */
    Future<Connection> connection() {
        Connection best = best();
        if (best != null && around.paths().sound(best)) {
            return best.eventLoop().newSucceededFuture(best);
        }
        Promise<Connection> promise = around.loop().newPromise();
        around.loop().execute(() -> seek(promise));
        return promise;
    }

    private void seek(Promise<Connection> promise) {
        Connection best = best(); // it may have come about since
        if (best != null && around.paths().sound(best)) {
            promise.trySuccess(best);
        } else {
            search.join().addListener(new PromiseNotifier<>(false, promise));
        }
    }

    private void searched(Future<Connection> outcome) {
        if (!outcome.isSuccess()) {
            noteFailure(around.failures().describe(outcome.cause()));
        }
        refresh();
    }

    private @Nullable Connection best() {
        return around.paths().best(peerId);
    }

    /** Looks at the connections anew: one has come or gone. On the loop. */
    void refresh() {
        Connection best = best();
        DialPath now = best == null ? null : around.paths().pathOf(best);
        why = why(best);
        boolean changed = !Objects.equals(path, now);
        if (changed) {
            path = now;
            since = around.clock().instant();
        }
        tell(changed);
        improvement.keepLooking(best != null && best.relayed());
    }

    /** Whoever has not said its name yet, or never does, is no news for an operator; with the name it is. */
    private void tell(boolean changed) {
        boolean named = around.names().knows(peerId);
        DialPath current = path;
        if (changed || (named && !told && current != null)) {
            told = named;
            LOGGER.atLevel(named ? Level.INFO : Level.DEBUG)
                    .addKeyValue("node", around.names().nameOf(peerId))
                    .addKeyValue("path", current == null ? "none" : current.toString())
                    .addKeyValue("why", why)
                    .log("path to node changed");
        }
    }

    private String why(@Nullable Connection best) {
        if (best == null) {
            return path == null ? why : "the last connection with it has ended";
        }
        String reason = around.paths().why(best);
        return best.relayed() ? reason + "; directly: " + improvement.obstacle() : reason;
    }

    /** A connection has fallen silent, or answers again: looks for another way if it is the one in use. On the loop. */
    void soundnessChanged() {
        refresh();
        Connection best = best();
        if (best != null && !around.paths().sound(best)) {
            search.join();
        }
    }

    /** The node has said where it listens. On the loop. */
    void learn(List<Multiaddr> listenAddresses) {
        addresses.learn(listenAddresses);
        searchAnew();
    }

    /** Looks for a better path than that over a relay now, as what was in its way may have gone. On the loop. */
    void searchAnew() {
        improvement.hope();
        refresh();
        Connection best = best();
        if (best != null && best.relayed()) {
            improvement.look();
        }
    }
}
