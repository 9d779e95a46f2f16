package io.edgemesh.proxy.dial;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerLayer;
import io.edgemesh.api.lb.LoadBalancerProvider;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Providers;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the balancer that a service asks for, with every layer around it.
 *
 * <p>A policy that is unknown or does not take its parameters is reported once for each service, which then has the
 * mesh's default: what is wrong with one object keeps nothing else from working.
 */
final class BalancerFactory {
    private static final Logger LOGGER = LoggerFactory.getLogger(BalancerFactory.class);
    private static final String DEFAULT_POLICY = "ROUND_ROBIN";
    private static final String CONSISTENT_HASH = "CONSISTENT_HASH";

    private final MeshContext mesh;
    private final Map<String, Object> consistentHash;
    private final Providers<LoadBalancerProvider> policies;
    private final List<LoadBalancerLayer> innermostFirst;
    private final @Nullable LoadBalancerProvider fallback;
    private final ConcurrentMap<ServiceName, String> reported = new ConcurrentHashMap<>();

    BalancerFactory(MeshContext mesh, DialerSettings settings) {
        this.mesh = mesh;
        this.consistentHash = settings.consistentHash();
        this.policies = mesh.providers(LoadBalancerProvider.class);
        this.innermostFirst = mesh.providers(LoadBalancerLayer.class).all().stream()
                .sorted(Comparator.comparingInt(LoadBalancerLayer::order)
                        .thenComparing(layer -> layer.getClass().getName())
                        .reversed())
                .toList();
        String configured = settings.policy();
        this.fallback = configured == null
                ? policies.find(DEFAULT_POLICY).orElse(null)
                : policies.require(configured, settings.policySetting());
    }

    LoadBalancer create(ServiceEntry entry, ServicePort port) {
        TrafficPolicy policy = entry.policy();
        if (policy != null) {
            try {
                LoadBalancerProvider provider =
                        policies.require(policy.loadBalancer(), "traffic policy of " + entry.name());
                return layered(provider, context(entry, port, provider.name(), policy.parameters()));
            } catch (RuntimeException e) {
                report(entry.name(), e);
            }
        }
        String name = fallback == null ? DEFAULT_POLICY : fallback.name();
        return layered(fallback, context(entry, port, name, Map.of()));
    }

    private LoadBalancer layered(@Nullable LoadBalancerProvider provider, LoadBalancerContext context) {
        LoadBalancer balancer = provider == null ? new InTurn(List.of()) : provider.create(context);
        for (LoadBalancerLayer layer : innermostFirst) {
            balancer = layer.wrap(balancer, context);
        }
        return balancer;
    }

    private LoadBalancerContext context(
            ServiceEntry entry, ServicePort port, String policy, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(policy.equals(CONSISTENT_HASH) ? consistentHash : Map.of());
        all.putAll(parameters);
        return new LoadBalancerContext(
                entry.service(),
                port,
                mesh.nodeName(),
                mesh.zone().orElse(null),
                Settings.of("traffic policy of " + entry.name(), all),
                mesh.ticker(),
                mesh.random(),
                mesh.network().eventLoops().next());
    }

    private void report(ServiceName service, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(reported.put(service, message))) {
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("failure", message)
                    .log("the service's traffic policy cannot be used; it goes on with the mesh's default policy");
        }
    }

    void forget(ServiceName service) {
        reported.remove(service);
    }
}
