package io.edgemesh.lb.roundrobin;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands each pick to the current {@link Rotation}; an update replaces it by one that goes on where it stands. */
final class RoundRobin implements LoadBalancer {
    private volatile Rotation rotation;

    /** @param start where the first round begins; not negative */
    RoundRobin(int start) {
        rotation = Rotation.startingAt(start);
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        rotation = rotation.with(endpoints);
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        return rotation.next(call);
    }
}
