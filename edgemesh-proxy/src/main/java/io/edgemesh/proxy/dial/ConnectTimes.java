package io.edgemesh.proxy.dial;

import io.edgemesh.api.model.Endpoint;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long connecting takes, for each node; from that, how long an endpoint is waited for before a sibling is tried too.
 *
 * <p>A smoothed mean with its mean deviation as in TCP (RFC 6298), which gives the local network tens of milliseconds and a
 * far node what it needs. <b>Bound:</b> as many entries as there are nodes, and at most 10 000. <b>Threads:</b> any; of
 * two answers at once one may go uncounted.
 */
final class ConnectTimes {
    private static final long INITIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_NODES = 10_000;

    private final ConcurrentMap<String, Estimate> byNode = new ConcurrentHashMap<>();

    private record Estimate(long mean, long deviation) {
        Estimate next(long nanos) {
            long error = Math.abs(nanos - mean);
            return new Estimate(mean + (nanos - mean) / 8, deviation + (error - deviation) / 4);
        }
    }

    void add(Endpoint endpoint, long nanos) {
        String node = node(endpoint);
        Estimate known = byNode.get(node);
        if (known != null) {
            byNode.put(node, known.next(nanos));
        } else if (byNode.size() < MAX_NODES) {
            byNode.put(node, new Estimate(nanos, nanos / 2));
        }
    }

    /** Returns how long to wait for this endpoint alone. */
    long patienceNanos(Endpoint endpoint) {
        @Nullable Estimate known = byNode.get(node(endpoint));
        return known == null
                ? INITIAL_NANOS
                : Math.max(LEAST_NANOS, Math.min(MOST_NANOS, 2 * known.mean + 4 * known.deviation));
    }

    private static String node(Endpoint endpoint) {
        String node = endpoint.node();
        return node == null ? "" : node;
    }
}
