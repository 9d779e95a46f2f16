package io.edgemesh.lb.consistenthash;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;
import java.util.Map;

class ConsistentHashContractTest extends LoadBalancerContract {
    @Override
    protected Map<String, ?> parameters() {
        return Map.of("useSourceIp", true);
    }

    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        return new ConsistentHashProvider().create(context);
    }
}
