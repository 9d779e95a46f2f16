package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stays connected to one relay and keeps a reservation there.
 *
 * <pre>
 *   connecting --connected--> reserving --granted--> reserved --half of its time--> reserving
 *       ^                         |  refused: again, later     |
 *       +------- later -----------+-------- connection lost ---+
 * </pre>
 *
 * <p>Where the relay is connected a second time the reservation moves to the younger connection.
 *
 * <p><b>Threads:</b> everything runs on one executor; {@link #state()} may be asked from any.
 */
final class RelayKeeper {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayKeeper.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(2); // a relay that is back is used at once
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(30);
    private static final Duration LONGEST_RENEWAL = Duration.ofMinutes(30);
    private static final Duration BLIND_RENEWAL = Duration.ofMinutes(1);

    private final RelayPeer relay;
    private final RelayAccess access;
    private final EventExecutor executor;
    private final InstantSource clock;
    private final Backoff reconnect;
    private final Backoff refused;
    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;
    private volatile RelayState state;

    RelayKeeper(
            RelayPeer relay, RelayAccess access, EventExecutor executor, InstantSource clock, RandomGenerator random) {
        this.relay = relay;
        this.access = access;
        this.executor = executor;
        this.clock = clock;
        reconnect = new Backoff(FIRST_RETRY, LONGEST_RECONNECT, random);
        refused = new Backoff(FIRST_RETRY, LONGEST_REFUSAL, random);
        state = new RelayState(relay.peerId(), false, null, clock.instant(), null);
    }

    RelayPeer relay() {
        return relay;
    }

    RelayState state() {
        return state;
    }

    void start() {
        executor.execute(this::connect);
    }

    /** Lets the reservation run out. The connection is left alone: others may use it. */
    void close() {
        executor.execute(() -> {
            closed = true;
            cancelTimer();
        });
    }

    /** The relay is connected anew, by whomever: from now on this connection counts, as an older one may be dead. */
    void adopt(Connection established) {
        executor.execute(() -> {
            if (!closed) {
                use(established);
            }
        });
    }

    private void connect() {
        if (!closed) {
            access.connect(relay)
                    .addListener((Future<Connection> attempt) -> executor.execute(() -> connected(attempt)));
        }
    }

    private void connected(Future<Connection> attempt) {
        if (closed) {
            return;
        }
        if (!attempt.isSuccess()) {
            failed(attempt.cause());
            after(reconnect.nextNanos(), this::connect);
            return;
        }
        use(attempt.getNow());
    }

    private void use(Connection established) {
        if (connection == established) {
            return;
        }
        connection = established;
        established.closeFuture().addListener(lost -> executor.execute(() -> lost(established)));
        reserve();
    }

    private void reserve() {
        Connection current = connection;
        if (current != null && !closed) {
            access.reserve(current)
                    .addListener((Future<Reservation> answer) -> executor.execute(() -> answered(current, answer)));
        }
    }

    private void answered(Connection asked, Future<Reservation> answer) {
        if (connection != asked || closed) {
            return;
        }
        if (answer.isSuccess()) {
            reserved(answer.getNow());
        } else {
            failed(answer.cause());
            after(refused.nextNanos(), this::reserve);
        }
    }

    private void reserved(Reservation reservation) {
        boolean renewal = state.reservation() != null;
        reconnect.reset();
        refused.reset();
        Instant since = renewal ? state.since() : clock.instant();
        state = new RelayState(relay.peerId(), true, reservation, since, null);
        after(renewalNanos(reservation), this::reserve);
        if (!renewal) {
            LOGGER.atInfo()
                    .addKeyValue("relay", relay.name())
                    .addKeyValue("relayId", relay.peerId())
                    .log("reachable through the relay");
        }
    }

    /** Half of what is left, within bounds: the relay's clock and ours may be hours apart. */
    private long renewalNanos(Reservation reservation) {
        Duration left = Duration.between(clock.instant(), reservation.expires());
        if (left.isNegative() || left.isZero()) {
            return BLIND_RENEWAL.toNanos();
        }
        long halfSeconds = Math.min(left.toSeconds() / 2, LONGEST_RENEWAL.toSeconds());
        return Duration.ofSeconds(Math.max(halfSeconds, 1)).toNanos();
    }

    private void lost(Connection lost) {
        if (connection == lost && !closed) {
            connection = null;
            cancelTimer();
            failed(new IllegalStateException("connection lost"));
            after(reconnect.nextNanos(), this::connect);
        }
    }

    private void failed(Throwable cause) {
        RelayState before = state;
        boolean news = before.reservation() != null || before.lastFailure() == null;
        Instant since = before.reservation() == null ? before.since() : clock.instant();
        state = new RelayState(relay.peerId(), connection != null, null, since, String.valueOf(cause.getMessage()));
        if (news) { // once, not with every attempt
            LOGGER.atWarn()
                    .addKeyValue("relay", relay.name())
                    .addKeyValue("relayId", relay.peerId())
                    .addKeyValue("failure", state.lastFailure())
                    .log("not reachable through the relay, trying on");
        }
    }

    private void after(long nanos, Runnable next) {
        cancelTimer();
        if (!closed) {
            timer = executor.schedule(next, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
