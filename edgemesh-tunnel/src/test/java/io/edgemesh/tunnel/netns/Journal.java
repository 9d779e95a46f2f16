package io.edgemesh.tunnel.netns;

import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.tunnel.transport.TunnelStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notes when a node first had a reservation and each path to each other node, in milliseconds since its start: looks at its status
 * every 2 ms, as paths may follow each other faster than somebody outside can ask for them.
 */
final class Journal {
    private static final long LOOK_MILLIS = 2;

    private final Transport transport;
    private final InstantSource clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Long> firstSeen = new LinkedHashMap<>(); // guarded by this
    private Instant begun = Instant.MAX;

    Journal(Transport transport, InstantSource clock) {
        this.transport = transport;
        this.clock = clock;
    }

    void begin() {
        begun = clock.instant();
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        TunnelStatus status = transport.feature(TunnelStatus.class).orElseThrow();
        if (!status.relays().isEmpty() && status.reachableThroughRelays()) {
            note("reserved");
        }
        for (PeerStatus peer : transport.peers()) {
            if (peer.path() != null) {
                note(peer.node() + ' ' + peer.path());
            }
        }
    }

    private synchronized void note(String event) {
        firstSeen.computeIfAbsent(
                event, first -> Duration.between(begun, clock.instant()).toMillis());
    }

    /** Such as {@code reserved=310, edge-b relay via cloud-1 (libp2p)=480}. */
    @Override
    public synchronized String toString() {
        return firstSeen.toString();
    }
}
