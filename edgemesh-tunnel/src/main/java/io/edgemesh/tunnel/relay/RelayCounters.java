package io.edgemesh.tunnel.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a relay does. Thread-safe. */
final class RelayCounters {
    final LongAdder reservationsGranted = new LongAdder();
    final LongAdder circuitsOpened = new LongAdder();
    final LongAdder bytesForwarded = new LongAdder();
    private final AtomicLongArray refusals = new AtomicLongArray(RelayStatus.values().length);

    void refused(RelayStatus status) {
        refusals.incrementAndGet(status.ordinal());
    }

    RelayStats snapshot(int reservations, int circuits) {
        return new RelayStats(
                reservations,
                reservationsGranted.sum(),
                circuits,
                circuitsOpened.sum(),
                bytesForwarded.sum(),
                refusals());
    }

    private Map<RelayStatus, Long> refusals() {
        Map<RelayStatus, Long> counts = new EnumMap<>(RelayStatus.class);
        for (RelayStatus status : RelayStatus.values()) {
            long count = refusals.get(status.ordinal());
            if (count > 0) {
                counts.put(status, count);
            }
        }
        return counts;
    }
}
