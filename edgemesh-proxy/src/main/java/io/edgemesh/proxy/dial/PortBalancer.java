package io.edgemesh.proxy.dial;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.SessionAffinity;
import io.edgemesh.api.model.TrafficPolicy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The balancer of one service port, through all changes of its endpoints and policy.
 *
 * <p><b>Threads:</b> {@link #balancer} and {@link #size} from any, without a lock; changes hold the monitor and always take up what the
 * catalog says at that moment, so the order in which they come does not matter.
 */
final class PortBalancer implements Candidates {
    private final ServiceCatalog catalog;
    private final BalancerFactory factory;
    private final ServiceName service;
    private final String portName;
    private volatile @Nullable State state;
    private boolean closed; // guarded by this

    PortBalancer(ServiceCatalog catalog, BalancerFactory factory, ServiceName service, String portName) {
        this.catalog = catalog;
        this.factory = factory;
        this.service = service;
        this.portName = portName;
    }

    /** A balancer and what it was made from. */
    record State(
            LoadBalancer balancer,
            ServicePort port,
            @Nullable TrafficPolicy policy,
            @Nullable SessionAffinity affinity,
            List<Endpoint> endpoints) {
        boolean suits(ServiceEntry entry, ServicePort wanted) {
            return port.equals(wanted)
                    && Objects.equals(policy, entry.policy())
                    && Objects.equals(affinity, entry.service().sessionAffinity());
        }
    }

    /** Returns the balancer, or {@code null} before the first {@link #refresh} and after {@link #close}. */
    @Override
    public @Nullable LoadBalancer balancer() {
        State current = state;
        return current == null ? null : current.balancer;
    }

    @Override
    public int size() {
        State current = state;
        return current == null ? 0 : current.endpoints.size();
    }

    /**
     * Takes up what the catalog says; creates the balancer where there is none or another one is due.
     *
     * @return false if the service or its port is gone, and this closed with it
     */
    synchronized boolean refresh() {
        ServiceEntry entry = catalog.find(service);
        ServicePort port = entry == null ? null : portOf(entry);
        if (closed || entry == null || port == null) {
            close();
            return false;
        }
        State old = state;
        if (old != null && old.suits(entry, port)) {
            update(old, entry.usableEndpoints(port));
        } else {
            replace(old, entry, port);
        }
        return true;
    }

    private @Nullable ServicePort portOf(ServiceEntry entry) {
        for (ServicePort port : entry.service().ports()) {
            if (port.name().equals(portName)) {
                return port;
            }
        }
        return null;
    }

    private void update(State old, List<Endpoint> usable) {
        if (!old.endpoints.equals(usable)) {
            old.balancer.update(usable);
            state = new State(old.balancer, old.port, old.policy, old.affinity, usable);
        }
    }

    private void replace(@Nullable State old, ServiceEntry entry, ServicePort port) {
        List<Endpoint> usable = entry.usableEndpoints(port);
        LoadBalancer balancer = factory.create(entry, port);
        balancer.update(usable);
        state = new State(balancer, port, entry.policy(), entry.service().sessionAffinity(), usable);
        if (old != null) {
            old.balancer.close();
        }
    }

    synchronized void close() {
        closed = true;
        State old = state;
        state = null;
        if (old != null) {
            old.balancer.close();
        }
    }
}
