package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The search for a node that is without a good path; whoever needs one meanwhile shares it. While this node has just started,
 * a search that fails begins again: relays and the other's reservations with them may be a moment away.
 *
 * <p><b>Threads:</b> one event loop.
 */
final class SharedSearch {
    private static final long AGAIN_MILLIS = 200;

    private final PeerId peerId;
    private final PeerAddresses addresses;
    private final Surroundings around;
    private final FutureListener<Connection> onEnd;
    private @Nullable Promise<Connection> running;

    /** @param onEnd told what each search has come to, before those who share it */
    SharedSearch(PeerId peerId, PeerAddresses addresses, Surroundings around, FutureListener<Connection> onEnd) {
        this.peerId = peerId;
        this.addresses = addresses;
        this.around = around;
        this.onEnd = onEnd;
    }

    /** Returns the search that runs, begun now if there is none. */
    Future<Connection> join() {
        Promise<Connection> joined = running;
        if (joined == null) {
            joined = around.loop().newPromise();
            joined.addListener(onEnd);
            running = joined;
            search(joined);
        }
        return joined;
    }

    private void search(Promise<Connection> wanted) {
        new PathSearch(
                        around.host(),
                        around.loop(),
                        peerId,
                        addresses.direct(),
                        around.paths().relayed(peerId))
                .start()
                .addListener((Future<Connection> found) -> searched(wanted, found));
    }

    private void searched(Promise<Connection> wanted, Future<Connection> found) {
        if (!found.isSuccess() && around.justStarted() && Failures.relayMayBeLate(found.cause())) {
            around.loop().schedule(() -> search(wanted), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        running = null;
        Connection best = around.paths().best(peerId); // one over a silent relay is better than none
        if (found.isSuccess()) {
            wanted.trySuccess(found.getNow());
        } else if (best != null) {
            wanted.trySuccess(best);
        } else {
            wanted.tryFailure(found.cause());
        }
    }
}
