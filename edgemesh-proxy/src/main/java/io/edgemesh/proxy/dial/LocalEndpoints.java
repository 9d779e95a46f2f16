package io.edgemesh.proxy.dial;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the catalog places on this node, with the number of services that have each as an endpoint.
 *
 * <p><b>Threads:</b> changed by the catalog, one call at a time; read by any.
 */
final class LocalEndpoints implements CatalogListener {
    private final String nodeName;
    private final ConcurrentMap<Place, Integer> services = new ConcurrentHashMap<>();

    LocalEndpoints(String nodeName) {
        this.nodeName = nodeName;
    }

    private record Place(InetSocketAddress address, Protocol protocol) {}

    boolean contains(InetSocketAddress address, Protocol protocol) {
        return services.containsKey(new Place(address, protocol));
    }

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        Set<Place> before = previous == null ? Set.of() : places(previous);
        Set<Place> now = places(current);
        for (Place place : now) {
            if (!before.contains(place)) {
                services.merge(place, 1, Integer::sum);
            }
        }
        for (Place place : before) {
            if (!now.contains(place)) {
                forget(place);
            }
        }
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        places(last).forEach(this::forget);
    }

    private void forget(Place place) {
        services.computeIfPresent(place, (p, count) -> count == 1 ? null : count - 1);
    }

    private Set<Place> places(ServiceEntry entry) {
        Set<Place> places = new HashSet<>();
        for (ServicePort port : entry.service().ports()) {
            for (Endpoint endpoint : entry.endpoints(port)) {
                if (nodeName.equals(endpoint.node())) {
                    places.add(new Place(endpoint.address(), port.protocol()));
                }
            }
        }
        return places;
    }
}
