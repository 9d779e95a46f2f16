package io.edgemesh.examples.nearest;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;

/** Brings the policy {@code NEAREST_FIRST}; AutoService writes the entry by which it is found. */
@AutoService(LoadBalancerProvider.class)
public final class NearestFirstProvider implements LoadBalancerProvider {
    @Override
    public String name() {
        return "NEAREST_FIRST";
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        return new NearestFirst(context.nodeName(), context.zone());
    }
}
