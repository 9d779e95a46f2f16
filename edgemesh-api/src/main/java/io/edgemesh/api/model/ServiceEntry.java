package io.edgemesh.api.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one service at one moment; what the catalog holds and replaces as a whole.
 *
 * @param service   the service
 * @param endpoints its endpoints by port name; the name is empty for an unnamed port, and for the endpoints of a
 *                  headless service without ports. Every endpoint is listed, whatever its state
 * @param policy    its traffic policy, or {@code null} for the mesh's default
 */
public record ServiceEntry(
        Service service,
        Map<String, List<Endpoint>> endpoints,
        @Nullable TrafficPolicy policy) {
    public ServiceEntry {
        requireNonNull(service, "service");
        Map<String, List<Endpoint>> copy = new HashMap<>();
        endpoints.forEach((port, list) -> copy.put(port, List.copyOf(list)));
        endpoints = Map.copyOf(copy);
    }

    /** Returns an entry of a service that nothing serves yet. */
    public static ServiceEntry of(Service service) {
        return new ServiceEntry(service, Map.of(), null);
    }

    public ServiceName name() {
        return service.name();
    }

    /** Returns all endpoints of a port, whatever their state. */
    public List<Endpoint> endpoints(ServicePort port) {
        return endpoints.getOrDefault(port.name(), List.of());
    }

    /**
     * Returns the endpoints of a port that new connections may go to: the ready ones; where none is ready, those that
     * terminate and still serve; and all of them where the service publishes addresses that are not ready.
     */
    public List<Endpoint> usableEndpoints(ServicePort port) {
        List<Endpoint> all = endpoints(port);
        if (service.publishNotReadyAddresses()) {
            return all;
        }
        List<Endpoint> ready = inState(all, Endpoint.State.READY);
        return ready.isEmpty() ? inState(all, Endpoint.State.TERMINATING) : ready;
    }

    private static List<Endpoint> inState(List<Endpoint> endpoints, Endpoint.State state) {
        List<Endpoint> matching = new ArrayList<>(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            if (endpoint.state() == state) {
                matching.add(endpoint);
            }
        }
        return matching.size() == endpoints.size() ? endpoints : List.copyOf(matching);
    }
}
