package io.edgemesh.proxy.dial;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The balancers of all service ports that have been dialled.
 *
 * <p><b>Threads:</b> {@link #of} from any and without a lock once the port's balancer is there; the rest by the catalog.
 */
final class Balancers implements CatalogListener {
    private final ServiceCatalog catalog;
    private final BalancerFactory factory;
    private final ConcurrentMap<ServiceName, Map<String, PortBalancer>> byService = new ConcurrentHashMap<>();

    Balancers(ServiceCatalog catalog, BalancerFactory factory) {
        this.catalog = catalog;
        this.factory = factory;
    }

    /** Returns the balancer of a port; without a current one if the port is gone. */
    PortBalancer of(Target target) {
        Map<String, PortBalancer> ports = byService.get(target.entry().name());
        PortBalancer known = ports == null ? null : ports.get(target.port().name());
        return known != null && known.balancer() != null ? known : create(target);
    }

    private PortBalancer create(Target target) {
        ServiceName service = target.entry().name();
        PortBalancer balancer = byService
                .computeIfAbsent(service, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(target.port().name(), port -> new PortBalancer(catalog, factory, service, port));
        // Only now that the listener below can find it: whatever changes from here on reaches it.
        if (!balancer.refresh()) {
            forget(service, target.port().name(), balancer);
        }
        return balancer;
    }

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        Map<String, PortBalancer> ports = byService.get(current.name());
        if (ports != null) {
            ports.forEach((port, balancer) -> {
                if (!balancer.refresh()) {
                    forget(current.name(), port, balancer);
                }
            });
        }
    }

    private void forget(ServiceName service, String port, PortBalancer balancer) {
        byService.computeIfPresent(service, (name, ports) -> {
            ports.remove(port, balancer);
            return ports.isEmpty() ? null : ports;
        });
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        remove(last.name());
    }

    private void remove(ServiceName service) {
        Map<String, PortBalancer> ports = byService.remove(service);
        if (ports != null) {
            ports.values().forEach(PortBalancer::close);
        }
        factory.forget(service);
    }

    void close() {
        byService.keySet().forEach(this::remove);
    }
}
