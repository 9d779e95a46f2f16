package io.edgemesh.lb.health;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerLayer;

/**
 * Ejects endpoints that several connects in a row could not reach, whatever the policy: they are passed over for a
 * while, longer each time, and then tried with one connection. Whatever fails, there is always something to pick.
 *
 * <p>Parameters, below {@code outlierDetection}: {@code enabled} true; {@code consecutiveFailures} 5;
 * {@code baseEjectionTime} 30 s, doubled with each ejection in a row up to {@code maxEjectionTime} 5 min, less up to a
 * tenth, so that nodes do not try again together; {@code maxEjectionPercent} 50, the share of a service's endpoints that
 * may be ejected at once, rounded up, but never all of them.
 *
 * <p>It learns from the outcomes of picks alone. The same outcomes may come from checks of its own some day.
 */
@AutoService(LoadBalancerLayer.class)
public final class EndpointHealthLayer implements LoadBalancerLayer {
    @Override
    public String name() {
        return "ENDPOINT_HEALTH";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public LoadBalancer wrap(LoadBalancer inner, LoadBalancerContext context) {
        EjectionRules rules = EjectionRules.from(context.parameters().section("outlierDetection"));
        return rules.enabled() ? new HealthAwareBalancer(inner, rules, context) : inner;
    }
}
