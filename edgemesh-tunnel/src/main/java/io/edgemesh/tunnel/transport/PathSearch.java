package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialException;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a way to one peer: at its own addresses and, a moment later or as soon as these fail, over relays, one after the
 * other without waiting long for any. The first connection wins; one over a relay does not end the attempts at a direct one.
 * While there is something that has not failed yet, relays that could not help are asked again: a node that has just come
 * back reserves its place any moment. On one event loop.
 */
final class PathSearch {
    private static final long HEAD_START_MILLIS = 100;
    private static final long NEXT_RELAY_MILLIS = 250;
    private static final long AGAIN_MILLIS = 500;

    private final Libp2pHost host;
    private final EventLoop loop;
    private final PeerId peerId;
    private final List<Multiaddr> direct;
    private final Queue<List<Multiaddr>> untriedRelays;
    private final Promise<Connection> outcome;
    private final Map<Multiaddr, Throwable> relayFailures = new LinkedHashMap<>();
    private @Nullable Throwable directFailure;
    private int running;
    private int runningFirst; // of them, what is tried for the first time: ends, however often the rest is tried again

    /** @param relayed the peer's addresses by way of each relay, the best relay first */
    PathSearch(Libp2pHost host, EventLoop loop, PeerId peerId, List<Multiaddr> direct, List<List<Multiaddr>> relayed) {
        this.host = host;
        this.loop = loop;
        this.peerId = peerId;
        this.direct = direct;
        this.untriedRelays = new ArrayDeque<>(relayed);
        this.outcome = loop.newPromise();
    }

    Future<Connection> start() {
        if (direct.isEmpty() && untriedRelays.isEmpty()) {
            outcome.tryFailure(new NoPathException());
        } else if (direct.isEmpty()) {
            tryNextRelay();
        } else {
            attempt(direct, true);
            after(HEAD_START_MILLIS, this::tryNextRelay);
        }
        return outcome;
    }

    private void tryNextRelay() {
        List<Multiaddr> relay = outcome.isDone() ? null : untriedRelays.poll();
        if (relay != null) {
            attempt(relay, true);
            after(NEXT_RELAY_MILLIS, this::tryNextRelay);
        }
    }

    private void attempt(List<Multiaddr> addresses, boolean first) {
        running++;
        runningFirst += first ? 1 : 0;
        Future<Connection> dial = host.dial(peerId, addresses);
        if (addresses != direct) {
            outcome.addListener(ended -> dial.cancel(false));
        }
        dial.addListener((Future<Connection> dialled) -> loop.execute(() -> finished(addresses, first, dialled)));
    }

    private void finished(List<Multiaddr> addresses, boolean first, Future<Connection> dialled) {
        running--;
        runningFirst -= first ? 1 : 0;
        if (dialled.isSuccess()) {
            outcome.trySuccess(dialled.getNow());
        } else if (!outcome.isDone()) {
            failed(addresses, dialled.cause());
        }
    }

    private void failed(List<Multiaddr> addresses, Throwable cause) {
        if (addresses == direct) {
            directFailure = cause;
        } else {
            note(addresses, cause);
            after(AGAIN_MILLIS, () -> tryAgain(addresses));
        }
        tryNextRelay();
        if (running == 0) {
            fail();
        }
    }

    private void note(List<Multiaddr> addresses, Throwable cause) {
        if (cause instanceof DialException dial) {
            relayFailures.putAll(dial.failures());
        } else {
            addresses.forEach(address -> relayFailures.put(address, cause));
        }
    }

    private void tryAgain(List<Multiaddr> relay) {
        if (runningFirst > 0 && !outcome.isDone()) {
            attempt(relay, false);
        }
    }

    private void after(long millis, Runnable next) {
        loop.schedule(next, millis, TimeUnit.MILLISECONDS);
    }

    /** The relays' word says more than that of addresses which may be out of reach by nature. */
    private void fail() {
        if (directFailure != null && relayFailures.isEmpty()) {
            outcome.tryFailure(directFailure);
            return;
        }
        DialException failure = new DialException(peerId, relayFailures);
        if (directFailure != null) {
            failure.addSuppressed(directFailure);
        }
        outcome.tryFailure(failure);
    }
}
