package io.edgemesh.api.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How a service's connections are spread; what a DestinationRule says.
 *
 * @param loadBalancer the name of the {@link io.edgemesh.api.lb.LoadBalancerProvider}
 * @param parameters   its settings, such as {@code httpHeaderName} or {@code useSourceIp} of {@code CONSISTENT_HASH}
 */
public record TrafficPolicy(String loadBalancer, Map<String, Object> parameters) {
    public TrafficPolicy {
        requireNonNull(loadBalancer, "loadBalancer");
        parameters = Map.copyOf(parameters);
    }

    /** Returns a policy without settings. */
    public static TrafficPolicy of(String loadBalancer) {
        return new TrafficPolicy(loadBalancer, Map.of());
    }
}
