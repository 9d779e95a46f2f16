package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Dials a peer from one local socket address again and again for a short while, as the peer does with us.
 *
 * <p>Our first packet opens our NAT for the peer's, and is itself lost if it comes before the peer's has opened the other
 * NAT; from then on they meet. A NAT that answers what is lost with a reset ends a dial over TCP early, so it is dialled
 * again. Over QUIC one side dials and the other opens its NAT for it. All addresses are tried at once.
 */
final class Punch {
    static final Duration WINDOW = Duration.ofMillis(2500); // one retransmission of the first packet lies within
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final int MAX_ADDRESSES = 8;

    private final EventExecutor executor;
    private final Function<DialRequest, Future<Connection>> dialler;
    private final Promise<Connection> result;
    private final long deadlineNanos;
    private int left; // addresses whose time is not over

    private Punch(EventExecutor executor, Function<DialRequest, Future<Connection>> dialler) {
        this.executor = executor;
        this.dialler = dialler;
        result = executor.newPromise();
        deadlineNanos = executor.ticker().nanoTime() + WINDOW.toNanos();
    }

    /**
     * Begins to dial.
     *
     * @param executor  what it runs on, and is called on
     * @param addresses where the peer may be; those that cannot be punched to are passed over
     * @param from      our sockets, one of each kind at most
     * @param asDialler whether we play the dialler's part in the protocols above
     * @return the first connection; fails with what went wrong last when the time is over. Cancelling it ends the attempt
     */
    static Future<Connection> begin(
            EventExecutor executor,
            Function<DialRequest, Future<Connection>> dialler,
            PeerId peer,
            List<Multiaddr> addresses,
            List<Vantage> from,
            boolean asDialler) {
        Punch punch = new Punch(executor, dialler);
        List<DialRequest> dials = addresses.stream()
                .flatMap(address -> from.stream()
                        .filter(vantage -> vantage.suits(address))
                        .map(vantage -> vantage.from(DialRequest.of(address, peer, WINDOW))))
                .limit(MAX_ADDRESSES)
                .toList();
        if (dials.isEmpty()) {
            return executor.newFailedFuture(new IllegalArgumentException("no address to punch to among " + addresses));
        }
        punch.left = dials.size();
        dials.forEach(request -> punch.dial(asDialler ? request : request.asListener()));
        return punch.result;
    }

    private void dial(DialRequest request) {
        if (result.isDone()) {
            return;
        }
        Future<Connection> dialling = dialler.apply(request);
        result.addListener(done -> dialling.cancel(false));
        dialling.addListener((Future<Connection> dialled) -> executor.execute(() -> onDialled(request, dialled)));
    }

    private void onDialled(DialRequest request, Future<Connection> dialled) {
        if (dialled.isSuccess()) {
            result.trySuccess(dialled.getNow());
        } else if (executor.ticker().nanoTime() + PAUSE_NANOS < deadlineNanos) {
            executor.schedule(() -> dial(request), PAUSE_NANOS, TimeUnit.NANOSECONDS);
        } else if (--left == 0) {
            result.tryFailure(dialled.cause());
        }
    }
}
