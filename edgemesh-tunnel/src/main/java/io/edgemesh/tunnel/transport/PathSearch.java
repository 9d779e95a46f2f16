package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a way to one peer: at its own addresses and, a moment later or as soon as these fail, over relays. The first
 * connection wins; one over a relay does not end the attempts at a direct one. While these last, relays that cannot help are
 * asked again: a node that has just come back reserves its place any moment. On one event loop.
 */
final class PathSearch {
    private static final long HEAD_START_MILLIS = 100;
    private static final long AGAIN_MILLIS = 500;

    private final Libp2pHost host;
    private final EventLoop loop;
    private final PeerId peerId;
    private final List<Multiaddr> direct;
    private final List<Multiaddr> relayed;
    private final Promise<Connection> outcome;
    private @Nullable Throwable directFailure;
    private @Nullable Throwable relayFailure;
    private boolean relaysTried;
    private int running;

    PathSearch(Libp2pHost host, EventLoop loop, PeerId peerId, List<Multiaddr> direct, List<Multiaddr> relayed) {
        this.host = host;
        this.loop = loop;
        this.peerId = peerId;
        this.direct = direct;
        this.relayed = relayed;
        this.outcome = loop.newPromise();
    }

    Future<Connection> outcome() {
        return outcome;
    }

    Future<Connection> start() {
        if (direct.isEmpty() && relayed.isEmpty()) {
            outcome.tryFailure(new NoPathException());
        } else if (direct.isEmpty()) {
            tryRelays();
        } else {
            attempt(direct);
            loop.schedule(this::tryRelays, HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
        }
        return outcome;
    }

    private void tryRelays() {
        if (!relaysTried && !relayed.isEmpty() && !outcome.isDone()) {
            relaysTried = true;
            attempt(relayed);
        }
    }

    private void attempt(List<Multiaddr> addresses) {
        running++;
        host.dial(peerId, addresses)
                .addListener((Future<Connection> dialled) -> loop.execute(() -> finished(addresses, dialled)));
    }

    private void finished(List<Multiaddr> addresses, Future<Connection> dialled) {
        running--;
        if (dialled.isSuccess()) {
            outcome.trySuccess(dialled.getNow());
        } else if (addresses == direct) {
            directFailure = dialled.cause();
            tryRelays();
        } else {
            relayFailure = dialled.cause();
            loop.schedule(this::tryRelaysAgain, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (running == 0) {
            fail();
        }
    }

    private void tryRelaysAgain() {
        if (running > 0 && !outcome.isDone()) {
            attempt(relayed);
        }
    }

    /** The relay's word says more than that of addresses which may be out of reach by nature. */
    private void fail() {
        if (relayFailure != null && directFailure != null && relayFailure != directFailure) {
            relayFailure.addSuppressed(directFailure);
        }
        Throwable cause = relayFailure == null ? directFailure : relayFailure;
        if (cause != null) {
            outcome.tryFailure(cause);
        }
    }
}
