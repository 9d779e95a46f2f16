package io.edgemesh.lb.random;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;

/** Any endpoint, each as likely as its weight says. Takes no parameters. */
@AutoService(LoadBalancerProvider.class)
public final class RandomProvider implements LoadBalancerProvider {
    @Override
    public String name() {
        return "RANDOM";
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        return new RandomChoice(context.random());
    }
}
