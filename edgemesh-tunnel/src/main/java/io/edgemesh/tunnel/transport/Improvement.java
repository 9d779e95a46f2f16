package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a direct path to a node as long as a relay serves, at longer and longer intervals.
 *
 * <p><b>Threads:</b> one event loop.
 */
final class Improvement {
    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);
    private static final long FIRST_PAUSE_MILLIS = 5_000;
    private static final long LONGEST_PAUSE_MILLIS = 300_000;

    private final PeerId peerId;
    private final PeerAddresses addresses;
    private final Surroundings around;
    private final Runnable onEnd;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private @Nullable Future<?> timer;
    private boolean searching;
    private @Nullable String failure;

    /** @param onEnd run when a search has ended, whatever it has come to */
    Improvement(PeerId peerId, PeerAddresses addresses, Surroundings around, Runnable onEnd) {
        this.peerId = peerId;
        this.addresses = addresses;
        this.around = around;
        this.onEnd = onEnd;
    }

    /** Looks for a better path from time to time, or no longer. */
    void keepLooking(boolean wanted) {
        if (!wanted) {
            stopTimer();
        } else if (timer == null) {
            timer = around.loop().schedule(this::look, jittered(), TimeUnit.MILLISECONDS);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    /** What was in the way may have gone: pauses are short again. */
    void hope() {
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    private long jittered() {
        return pauseMillis / 2 + around.random().nextLong(pauseMillis / 2 + 1);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Looks now, unless a search runs or there is nothing to try. */
    void look() {
        stopTimer();
        List<Multiaddr> direct = addresses.direct();
        if (!searching && !direct.isEmpty()) {
            searching = true;
            new PathSearch(around.host(), around.loop(), peerId, direct, List.of())
                    .start()
                    .addListener((Future<Connection> found) -> looked(found));
        }
    }

    private void looked(Future<Connection> found) {
        searching = false;
        failure = found.isSuccess() ? null : around.failures().describe(found.cause());
        if (failure != null) {
            LOGGER.atDebug()
                    .addKeyValue("node", around.names().nameOf(peerId))
                    .addKeyValue("failure", failure)
                    .log("no direct path found, the relay serves on");
        }
        onEnd.run();
    }

    /** Returns why there is nothing better than a relay, for an operator to read. */
    String obstacle() {
        if (failure != null) {
            return failure;
        }
        return addresses.direct().isEmpty() ? "it has named no address that may be tried" : "being tried";
    }
}
