package io.edgemesh.lb.consistenthash;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;

/**
 * Calls with one key go to one endpoint, and an endpoint that leaves takes only its own keys along.
 *
 * <p>The key is the value of a request's header if {@code httpHeaderName} is set, else the client's IP. A call without
 * that header goes by its client's IP; one from within this process, which has neither, goes to any endpoint.
 *
 * <p>Parameters, with the defaults of Go EdgeMesh: {@code httpHeaderName}; {@code useSourceIp}, the same as no header;
 * {@code partitionCount} 100, what keys are grouped into: more of them spread load more evenly and are needed for
 * services with many endpoints; {@code replicationFactor} 10, an endpoint's points on the ring; {@code load} 1.25, how
 * many times its fair share of the partitions an endpoint may get.
 */
@AutoService(LoadBalancerProvider.class)
public final class ConsistentHashProvider implements LoadBalancerProvider {
    @Override
    public String name() {
        return "CONSISTENT_HASH";
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        return new ConsistentHash(
                context.service().name(), HashParameters.from(context.parameters()), context.random());
    }
}
