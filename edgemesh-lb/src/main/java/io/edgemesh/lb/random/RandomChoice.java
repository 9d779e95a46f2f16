package io.edgemesh.lb.random;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.WeightedEndpoints;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws by weight; draws again among the others where the call has tried what came up. */
final class RandomChoice implements LoadBalancer {
    private final RandomGenerator random;
    private volatile WeightedEndpoints endpoints = new WeightedEndpoints(List.of());

    RandomChoice(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void update(List<Endpoint> newEndpoints) {
        endpoints = new WeightedEndpoints(newEndpoints);
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        WeightedEndpoints current = endpoints;
        if (current.size() == 0) {
            return null;
        }
        int drawn = current.draw(random);
        if (!call.tried(current.get(drawn))) {
            return current.get(drawn);
        }
        int other = current.drawUntried(random, call);
        return current.get(other < 0 ? drawn : other);
    }
}
