package io.edgemesh.lb.affinity;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerLayer;
import io.edgemesh.api.model.SessionAffinity;

/**
 * Sends the connections of one client IP to one endpoint, for services that ask for it ({@code sessionAffinity:
 * ClientIP}), whatever their policy. A client whose endpoint leaves, is ejected or fails gets another, and keeps that.
 */
@AutoService(LoadBalancerLayer.class)
public final class SessionAffinityLayer implements LoadBalancerLayer {
    /** So many clients are remembered for each service port; beyond that those longest unseen are forgotten. */
    static final int MAX_CLIENTS = 65_536;

    @Override
    public String name() {
        return "SESSION_AFFINITY";
    }

    @Override
    public int order() {
        return 100;
    }

    @Override
    public LoadBalancer wrap(LoadBalancer inner, LoadBalancerContext context) {
        SessionAffinity affinity = context.service().sessionAffinity();
        return affinity == null
                ? inner
                : new AffineBalancer(inner, new SessionTable(affinity.timeout(), MAX_CLIENTS), context.ticker());
    }
}
