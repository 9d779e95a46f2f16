package io.edgemesh.lb.health;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;
import io.edgemesh.lb.leastrequest.LeastRequestProvider;

class EndpointHealthContractTest extends LoadBalancerContract {
    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        return new EndpointHealthLayer().wrap(new LeastRequestProvider().create(context), context);
    }
}
