package io.edgemesh.examples.nearest;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Prefers endpoints on this node, then those in its zone, then any; those that are equally near take turns.
 *
 * <p>An update sorts, so that a pick only has to find where the nearest untried ones begin and end.
 */
final class NearestFirst implements LoadBalancer {
    private final String nodeName;
    private final @Nullable String zone;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Endpoint> nearestFirst = List.of(); // replaced whole by update

    NearestFirst(String nodeName, @Nullable String zone) {
        this.nodeName = nodeName;
        this.zone = zone;
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        nearestFirst = endpoints.stream()
                .sorted(Comparator.comparingInt(this::distance))
                .toList();
    }

    private int distance(Endpoint endpoint) {
        if (nodeName.equals(endpoint.node())) {
            return 0;
        }
        return zone != null && zone.equals(endpoint.zone()) ? 1 : 2;
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        List<Endpoint> current = nearestFirst; // one read: it cannot change under us
        List<Endpoint> untried =
                current.stream().filter(endpoint -> !call.tried(endpoint)).toList();
        List<Endpoint> candidates = untried.isEmpty() ? current : untried;
        if (candidates.isEmpty()) {
            return null;
        }
        int nearest = distance(candidates.get(0));
        int count = (int) candidates.stream()
                .takeWhile(endpoint -> distance(endpoint) == nearest)
                .count();
        return candidates.get(Math.floorMod(turn.getAndIncrement(), count));
    }
}
