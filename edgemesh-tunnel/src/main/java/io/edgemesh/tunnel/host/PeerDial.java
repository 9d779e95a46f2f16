package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dials one peer at several addresses: the next is tried when one fails, or has said nothing for 250 ms; the first
 * connection wins, and the other attempts are given up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-5">RFC 8305, "Connection Attempts"</a>
 */
final class PeerDial {
    private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EventLoop loop;
    private final @Nullable PeerId peerId;
    private final Queue<Multiaddr> untried;
    private final Function<Multiaddr, Future<Connection>> attempt;
    private final Promise<Connection> promise;
    private final List<Future<Connection>> running = new ArrayList<>();
    private final Map<Multiaddr, Throwable> failures = new LinkedHashMap<>();
    private @Nullable Future<?> headStart;

    PeerDial(
            EventLoop loop,
            @Nullable PeerId peerId,
            List<Multiaddr> addresses,
            Function<Multiaddr, Future<Connection>> attempt) {
        this.loop = loop;
        this.peerId = peerId;
        this.untried = new ArrayDeque<>(addresses);
        this.attempt = attempt;
        this.promise = loop.newPromise();
    }

    Future<Connection> start() {
        promise.addListener(done -> stop());
        loop.execute(this::tryNext);
        return promise;
    }

    private void tryNext() {
        if (headStart != null) {
            headStart.cancel(false);
        }
        Multiaddr address = promise.isDone() ? null : untried.poll();
        if (address == null) {
            return;
        }
        Future<Connection> dialling = attempt.apply(address);
        running.add(dialling);
        headStart = loop.schedule(this::tryNext, HEAD_START_NANOS, TimeUnit.NANOSECONDS);
        dialling.addListener((Future<Connection> done) -> {
            if (loop.inEventLoop()) {
                finished(address, done);
            } else {
                loop.execute(() -> finished(address, done));
            }
        });
    }

    private void finished(Multiaddr address, Future<Connection> attempted) {
        running.remove(attempted);
        if (attempted.isSuccess()) {
            promise.trySuccess(attempted.getNow()); // a second winner stays: it costs little and may be the better one
            return;
        }
        failures.put(address, attempted.cause());
        if (running.isEmpty() && untried.isEmpty()) {
            promise.tryFailure(new DialException(peerId, failures));
        } else {
            tryNext();
        }
    }

    private void stop() {
        if (headStart != null) {
            headStart.cancel(false);
        }
        List.copyOf(running).forEach(other -> other.cancel(false));
    }
}
