package io.edgemesh.lb.leastrequest;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;

class LeastRequestContractTest extends LoadBalancerContract {
    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        return new LeastRequestProvider().create(context);
    }
}
