package io.edgemesh.lb.roundrobin;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;

/** Endpoints in turn, each as often as its weight says and spread over the round. Takes no parameters. */
@AutoService(LoadBalancerProvider.class)
public final class RoundRobinProvider implements LoadBalancerProvider {
    @Override
    public String name() {
        return "ROUND_ROBIN";
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        return new RoundRobin(context.random().nextInt(Integer.MAX_VALUE)); // nodes start at different endpoints
    }
}
