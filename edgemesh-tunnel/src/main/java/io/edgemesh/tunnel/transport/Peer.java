package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One other node, and the way to it. While this node has just started a search that fails begins again: relays and the
 * others' reservations with them may be a moment away.
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
    private static final int MAX_LEARNT = 16;
    private static final long AGAIN_MILLIS = 200;
    private static final long FIRST_IMPROVEMENT_MILLIS = 5_000;
    private static final long LONGEST_IMPROVEMENT_MILLIS = 300_000;

    private final PeerId peerId;
    private final Surroundings around;
    private final EventLoop loop;
    private final List<Multiaddr> configured;
    private final Supplier<List<Multiaddr>> found;
    private final RecentFailures failures = new RecentFailures();
    private List<Multiaddr> learnt = List.of(); // what the node said last
    private @Nullable Promise<Connection> sought;
    private boolean improving;
    private @Nullable Future<?> improvement;
    private long improvementMillis = FIRST_IMPROVEMENT_MILLIS;
    private volatile @Nullable DialPath path;
    private volatile Instant since;
    private volatile String why = "nobody has asked for it yet";
    private @Nullable String directFailure; // why there is nothing better than a relay

    /**
     * @param configured where the node is known to be; more is learnt from it
     * @param found      where others say that it is, now
     */
    Peer(PeerId peerId, List<Multiaddr> configured, Supplier<List<Multiaddr>> found, Surroundings around) {
        this.peerId = peerId;
        this.configured = configured;
        this.found = found;
        this.around = around;
        this.loop = around.loop();
        this.since = around.clock().instant();
    }

    PeerId peerId() {
        return peerId;
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
        Connection best = around.paths().best(peerId);
        if (best != null && around.paths().sound(best)) {
            return best.eventLoop().newSucceededFuture(best);
        }
        Promise<Connection> promise = loop.newPromise();
        loop.execute(() -> join(promise));
        return promise;
    }

    private void join(Promise<Connection> promise) {
        Connection best = around.paths().best(peerId);
        if (best != null && around.paths().sound(best)) {
            promise.trySuccess(best);
            return;
        }
        Promise<Connection> current = sought == null ? seek() : sought;
        current.addListener((Future<Connection> found) -> {
            if (found.isSuccess()) {
                promise.trySuccess(found.getNow());
            } else {
                promise.tryFailure(found.cause());
            }
        });
    }

    private Promise<Connection> seek() {
        Promise<Connection> started = loop.newPromise();
        sought = started;
        search(started);
        return started;
    }

    private void search(Promise<Connection> wanted) {
        new PathSearch(around.host(), loop, peerId, direct(), around.paths().relayed(peerId))
                .start()
                .addListener((Future<Connection> found) -> searched(wanted, found));
    }

    private void searched(Promise<Connection> wanted, Future<Connection> found) {
        if (!found.isSuccess() && around.justStarted() && Failures.relayMayBeLate(found.cause())) {
            loop.schedule(() -> search(wanted), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        sought = null;
        Connection best = around.paths().best(peerId); // one over a silent relay is better than none
        if (found.isSuccess()) {
            wanted.trySuccess(found.getNow());
        } else if (best != null) {
            wanted.trySuccess(best);
        } else {
            noteFailure(around.failures().describe(found.cause()));
            wanted.tryFailure(found.cause());
        }
        refresh();
    }

    private List<Multiaddr> direct() {
        return Stream.of(configured, learnt, found.get())
                .flatMap(List::stream)
                .filter(around.paths()::allows)
                .distinct()
                .toList();
    }

    /** Looks at the connections anew: one has come or gone. On the loop. */
    void refresh() {
        Connection best = around.paths().best(peerId);
        DialPath now = best == null ? null : around.paths().pathOf(best);
        why = why(best);
        if (!Objects.equals(path, now)) {
            path = now;
            since = around.clock().instant();
            LOGGER.atInfo()
                    .addKeyValue("node", around.names().nameOf(peerId))
                    .addKeyValue("path", now == null ? "none" : now.toString())
                    .addKeyValue("why", why)
                    .log("path to node changed");
        }
        improveLater(best);
    }

    /** A connection has fallen silent, or answers again: looks for another way if it is the one in use. On the loop. */
    void soundnessChanged() {
        refresh();
        Connection best = around.paths().best(peerId);
        if (best != null && !around.paths().sound(best) && sought == null) {
            seek();
        }
    }

    private String why(@Nullable Connection best) {
        if (best == null) {
            return path == null ? why : "the last connection with it has ended";
        }
        String reason = around.paths().why(best);
        if (!best.relayed()) {
            return reason;
        }
        String unknown = direct().isEmpty() ? "it has named no address that may be tried" : "being tried";
        return reason + "; directly: " + (directFailure == null ? unknown : directFailure);
    }

    /** The node has said where it listens. On the loop. */
    void learn(List<Multiaddr> listenAddresses) {
        learnt = listenAddresses.stream()
                .map(Multiaddr::withoutPeerId)
                .filter(address -> address != null && around.paths().allows(address))
                .limit(MAX_LEARNT)
                .toList();
        searchAnew();
    }

    /** Looks for a better path than that over a relay now, as what was in its way may have gone. On the loop. */
    void searchAnew() {
        improvementMillis = FIRST_IMPROVEMENT_MILLIS;
        refresh();
        Connection best = around.paths().best(peerId);
        if (best != null && best.relayed()) {
            improve();
        }
    }

    private void improveLater(@Nullable Connection best) {
        boolean wanted = best != null && best.relayed();
        if (improvement != null && !wanted) {
            improvement.cancel(false);
            improvement = null;
        } else if (improvement == null && wanted) {
            improvement = loop.schedule(this::improve, jittered(), TimeUnit.MILLISECONDS);
            improvementMillis = Math.min(2 * improvementMillis, LONGEST_IMPROVEMENT_MILLIS);
        }
    }

    private long jittered() {
        return improvementMillis / 2 + around.random().nextLong(improvementMillis / 2 + 1);
    }

    private void improve() {
        if (improvement != null) {
            improvement.cancel(false);
            improvement = null;
        }
        List<Multiaddr> direct = direct();
        if (!improving && !direct.isEmpty()) {
            improving = true;
            new PathSearch(around.host(), loop, peerId, direct, List.of())
                    .start()
                    .addListener((Future<Connection> found) -> improved(found));
        }
    }

    private void improved(Future<Connection> found) {
        improving = false;
        directFailure = found.isSuccess() ? null : around.failures().describe(found.cause());
        if (!found.isSuccess()) {
            LOGGER.atDebug()
                    .addKeyValue("node", around.names().nameOf(peerId))
                    .addKeyValue("failure", directFailure)
                    .log("no direct path found, the relay serves on");
        }
        refresh();
    }
}
