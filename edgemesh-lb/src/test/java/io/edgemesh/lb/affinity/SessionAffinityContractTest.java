package io.edgemesh.lb.affinity;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerContract;
import io.edgemesh.lb.roundrobin.RoundRobinProvider;
import java.time.Duration;

class SessionAffinityContractTest extends LoadBalancerContract {
    @Override
    protected LoadBalancer create(LoadBalancerContext context) {
        LoadBalancer inner = new RoundRobinProvider().create(context);
        return new AffineBalancer(inner, new SessionTable(Duration.ofHours(3), 100), context.ticker());
    }
}
