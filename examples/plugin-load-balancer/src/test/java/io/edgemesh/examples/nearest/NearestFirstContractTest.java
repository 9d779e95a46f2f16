package io.edgemesh.examples.nearest;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;

class NearestFirstContractTest extends LoadBalancerContract {
    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        return new NearestFirstProvider().create(context);
    }
}
