package io.edgemesh.api.lb;

import io.edgemesh.api.spi.Provider;

/** Creates balancers of one policy, such as {@code ROUND_ROBIN}. */
public interface LoadBalancerProvider extends Provider {
    /**
     * Creates a balancer without endpoints.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a parameter is wrong: reported on the service, which
     *     then goes on with the mesh's default policy
     */
    LoadBalancer create(LoadBalancerContext context);
}
