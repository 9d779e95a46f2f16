package io.edgemesh.lb.leastrequest;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;

/** Of two endpoints drawn by weight, the one with fewer connections of ours for its weight. Takes no parameters. */
@AutoService(LoadBalancerProvider.class)
public final class LeastRequestProvider implements LoadBalancerProvider {
    @Override
    public String name() {
        return "LEAST_REQUEST";
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        return new LeastRequest(context.random());
    }
}
