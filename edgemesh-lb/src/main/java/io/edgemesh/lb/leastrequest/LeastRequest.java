package io.edgemesh.lb.leastrequest;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import io.edgemesh.lb.WeightedEndpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The power of two choices: drawing two and taking the less busy keeps the busiest endpoint's share near the average,
 * without looking at all of them, and without every node running to the same idle one.
 *
 * <p>Weights count twice over: in the draw, so that idle endpoints share by weight, and in the comparison of
 * connections per weight.
 *
 * @see <a href="https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf">Mitzenmacher, "The Power of Two Choices
 *     in Randomized Load Balancing"</a>
 */
final class LeastRequest implements LoadBalancer {
    private final RandomGenerator random;
    private final ConcurrentMap<EndpointKey, OutstandingRequests> byKey = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot = new Snapshot(new WeightedEndpoints(List.of()), List.of());

    /** Endpoints and, at the same index, what each has outstanding. */
    private record Snapshot(WeightedEndpoints endpoints, List<OutstandingRequests> outstanding) {}

    LeastRequest(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        Set<EndpointKey> present = new HashSet<>();
        List<OutstandingRequests> outstanding = new ArrayList<>(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            EndpointKey key = EndpointKey.of(endpoint);
            present.add(key);
            outstanding.add(byKey.computeIfAbsent(key, k -> new OutstandingRequests()));
        }
        snapshot = new Snapshot(new WeightedEndpoints(endpoints), List.copyOf(outstanding));
        byKey.entrySet() // after the snapshot: a pick that meets a retired count finds the new one
                .removeIf(known ->
                        !present.contains(known.getKey()) && known.getValue().retire());
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        while (true) {
            Snapshot current = snapshot;
            if (current.outstanding.isEmpty()) {
                return null;
            }
            int chosen = choose(current, call);
            if (current.outstanding.get(chosen).begin()) {
                return current.endpoints.get(chosen);
            }
        }
    }

    private int choose(Snapshot current, Call call) {
        WeightedEndpoints endpoints = current.endpoints;
        if (endpoints.size() == 1) {
            return 0;
        }
        int first = endpoints.draw(random);
        int second = endpoints.drawOther(random, first);
        boolean firstTried = call.tried(endpoints.get(first));
        boolean secondTried = call.tried(endpoints.get(second));
        if (firstTried && secondTried) {
            int other = endpoints.drawUntried(random, call);
            return other < 0 ? first : other;
        }
        if (firstTried || secondTried) {
            return firstTried ? second : first;
        }
        return busier(current, first, second) ? second : first;
    }

    private static boolean busier(Snapshot current, int one, int other) {
        long oneLoad = (long) current.outstanding.get(one).get()
                * current.endpoints.get(other).weight();
        long otherLoad = (long) current.outstanding.get(other).get()
                * current.endpoints.get(one).weight();
        return oneLoad > otherLoad;
    }

    @Override
    public void onFailed(Endpoint endpoint, Throwable failure) {
        end(endpoint);
    }

    @Override
    public void onCancelled(Endpoint endpoint) {
        end(endpoint);
    }

    @Override
    public void onClosed(Endpoint endpoint) {
        end(endpoint);
    }

    private void end(Endpoint endpoint) {
        OutstandingRequests outstanding = byKey.get(EndpointKey.of(endpoint));
        if (outstanding != null) {
            outstanding.end();
        }
    }

    /** Returns what an endpoint has outstanding; 0 if it is not known. */
    int outstanding(Endpoint endpoint) {
        OutstandingRequests outstanding = byKey.get(EndpointKey.of(endpoint));
        return outstanding == null ? 0 : outstanding.get();
    }

    /** Returns how many endpoints are kept count of, those that have left included. */
    int tracked() {
        return byKey.size();
    }
}
