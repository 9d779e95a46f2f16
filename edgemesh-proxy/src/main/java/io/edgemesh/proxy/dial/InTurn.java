package io.edgemesh.proxy.dial;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Endpoints one after another: for addresses that have no policy, and for a mesh without any policy on its class path. */
final class InTurn implements LoadBalancer {
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Endpoint> endpoints;

    InTurn(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void update(List<Endpoint> current) {
        endpoints = current;
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        List<Endpoint> current = endpoints;
        int first = turn.getAndIncrement();
        Endpoint picked = null;
        for (int i = 0; i < current.size(); i++) {
            picked = current.get(Math.floorMod(first + i, current.size()));
            if (!call.tried(picked)) {
                return picked;
            }
        }
        return picked;
    }
}
