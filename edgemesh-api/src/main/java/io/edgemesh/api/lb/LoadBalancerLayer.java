package io.edgemesh.api.lb;

import io.edgemesh.api.spi.Provider;

/**
 * Wraps the balancer of every service port, whatever its policy: session affinity and the ejection of failing endpoints
 * are layers.
 *
 * <p>All layers that are found take part. The one with the lowest {@link #order} is outermost; class names break ties.
 */
public interface LoadBalancerLayer extends Provider {
    /** Returns its place; ours are at 100 (session affinity) and 200 (ejection). */
    int order();

    /**
     * Returns a balancer in front of another, or that one itself where there is nothing to add.
     *
     * @param inner gets the endpoints and outcomes that the layer passes on, and is closed by it
     */
    LoadBalancer wrap(LoadBalancer inner, LoadBalancerContext context);
}
