package io.edgemesh.tunnel.transport;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the addresses of this machine have changed, or that it has slept: looks every {@value #INTERVAL_SECONDS} s, and
 * takes a look that comes far too late by the time of day for the end of a sleep. A clock that is put forward looks the same;
 * that does no harm.
 *
 * <p><b>Threads:</b> it looks and calls back on the executor, whose threads may block.
 */
final class NetworkWatch {
    static final long INTERVAL_SECONDS = 2;
    static final Duration NAP = Duration.ofSeconds(8); // a busy machine is not that late

    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);

    private final ScheduledExecutorService executor;
    private final Supplier<Set<InetAddress>> addresses;
    private final InstantSource clock;
    private final Consumer<Set<InetAddress>> onChange;
    private Set<InetAddress> present = Set.of();
    private Instant lastLook = Instant.MAX;
    private @Nullable Future<?> timer;
    private boolean stopped;

    /**
     * @param addresses those of this machine; may throw {@link UncheckedIOException} where they cannot be told
     * @param onChange  told of a change, with the addresses that are gone
     */
    NetworkWatch(
            ScheduledExecutorService executor,
            Supplier<Set<InetAddress>> addresses,
            InstantSource clock,
            Consumer<Set<InetAddress>> onChange) {
        this.executor = executor;
        this.addresses = addresses;
        this.clock = clock;
        this.onChange = onChange;
    }

    void start() {
        timer = executor.scheduleWithFixedDelay(this::look, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /** Calls back no more once this has returned. */
    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Looks once; the first look only takes in what is there. */
    synchronized void look() {
        if (stopped) {
            return;
        }
        Set<InetAddress> now;
        try {
            now = addresses.get();
        } catch (UncheckedIOException e) {
            LOGGER.atDebug().addKeyValue("failure", e.toString()).log("cannot list this machine's addresses");
            return;
        }
        boolean first = lastLook.equals(Instant.MAX);
        Set<InetAddress> before = present;
        Duration pause = first ? Duration.ZERO : Duration.between(lastLook, clock.instant());
        present = now;
        lastLook = clock.instant();
        if (!first && (!now.equals(before) || pause.compareTo(NAP) > 0)) {
            changed(before, pause);
        }
    }

    private void changed(Set<InetAddress> before, Duration pause) {
        Set<InetAddress> gone = minus(before, present);
        LOGGER.atInfo()
                .addKeyValue("gone", gone)
                .addKeyValue("new", minus(present, before))
                .addKeyValue("pause", pause)
                .log("the network has changed, or this machine has slept; connections are checked");
        onChange.accept(gone);
    }

    private static Set<InetAddress> minus(Set<InetAddress> all, Set<InetAddress> without) {
        Set<InetAddress> rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }
}
