package io.edgemesh.lb.roundrobin;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;

class RoundRobinContractTest extends LoadBalancerContract {
    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        return new RoundRobinProvider().create(context);
    }
}
