package io.edgemesh.api.catalog;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of the cluster, by name and by every address that stands for one.
 *
 * <p>Built for 10 000 services with 100 000 endpoints: a lookup takes no lock and makes no garbage, an update costs what
 * the one service costs. A lookup that runs beside an update sees the service as it was before or as it is after, never
 * a mixture.
 *
 * <p><b>Threads:</b> lookups from any; updates and listener changes from any, one at a time under the monitor of the
 * catalog. Listeners are called under it, so they must not wait for another thread that updates.
 */
public final class ServiceCatalog {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceCatalog.class);

    private final ConcurrentMap<String, ServiceSlot> slots = new ConcurrentHashMap<>(); // by the text of their names
    private final PortalIndex<InetAddress> byAddress = new PortalIndex<>();
    private final PortalIndex<Integer> byNodePort = new PortalIndex<>();
    private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> synced = new CompletableFuture<>();

    /** Returns the service of that name, or {@code null}. */
    public @Nullable ServiceEntry find(ServiceName name) {
        while (true) {
            ServiceSlot slot = slots.get(name.toString());
            ServiceEntry entry = slot == null ? null : slot.entry;
            if (slot == null || entry != null) {
                return entry;
            }
            // The slot was replaced or removed after we got it: look again.
        }
    }

    /** Returns the service that answers on a cluster IP, external IP or load-balancer IP at that port, or {@code null}. */
    public @Nullable ServiceEntry findByAddress(InetAddress address, int port, Protocol protocol) {
        return byAddress.find(address, port, protocol);
    }

    /** Returns the service that owns an address, whatever the port; {@code null} if none does. */
    public @Nullable ServiceEntry findByAddress(InetAddress address) {
        return byAddress.findAny(address);
    }

    /** Returns the service that answers on a port of every node, or {@code null}. */
    public @Nullable ServiceEntry findByNodePort(int nodePort, Protocol protocol) {
        return byNodePort.find(bucket(nodePort), nodePort, protocol);
    }

    /** One of 128 groups of node ports; numbers this small are boxed once for ever, so a lookup makes no garbage. */
    private static Integer bucket(int nodePort) {
        return nodePort & 0x7f;
    }

    /** Calls the visitor with every service, in no order; changes meanwhile may or may not be seen. */
    public void forEach(Consumer<ServiceEntry> visitor) {
        for (ServiceSlot slot : slots.values()) {
            ServiceEntry entry = slot.entry;
            ServiceEntry current = entry == null ? find(slot.name) : entry;
            if (current != null) {
                visitor.accept(current);
            }
        }
    }

    /** Returns the number of services. */
    public int size() {
        return slots.size();
    }

    /** Returns what completes when the source has told all that it knew at its start. Never fails. */
    public CompletionStage<Void> synced() {
        return synced.minimalCompletionStage();
    }

    /** Returns whether the source has told all that it knew at its start. */
    public boolean isSynced() {
        return synced.isDone();
    }

    /** Marks the catalog as complete. Called by the metadata source, once or more. */
    public void markSynced() {
        synced.complete(null);
    }

    /** Adds a service or replaces what was known of it. Does nothing if nothing has changed. */
    public synchronized void publish(ServiceEntry entry) {
        ServiceSlot known = slots.get(requireNonNull(entry, "entry").name().toString());
        ServiceEntry previous = known == null ? null : known.entry;
        if (entry.equals(previous)) {
            return;
        }
        if (known != null && previous != null && previous.service().equals(entry.service())) {
            known.entry = entry; // only endpoints or the policy changed: the common case
        } else {
            replace(known, previous, entry);
        }
        tell(listener -> listener.onUpdated(entry, previous));
    }

    /** Removes a service; does nothing if there is none of that name. */
    public synchronized void remove(ServiceName name) {
        ServiceSlot slot = slots.remove(name.toString());
        if (slot == null) {
            return;
        }
        ServiceEntry last = requireNonNull(slot.entry, "a slot in the index has an entry");
        retire(slot, last);
        tell(listener -> listener.onRemoved(last));
    }

    /** Publishes the entries and removes every service that is not among them. */
    public synchronized void replaceAll(Collection<ServiceEntry> entries) {
        Set<ServiceName> kept = new HashSet<>();
        for (ServiceEntry entry : entries) {
            kept.add(entry.name());
        }
        for (ServiceSlot slot : slots.values()) {
            if (!kept.contains(slot.name)) {
                remove(slot.name);
            }
        }
        entries.forEach(this::publish);
    }

    /**
     * Tells a listener of every service there is and, from then on, of every change; none is lost in between.
     *
     * @return ends the listener's calls when closed
     */
    public synchronized Registration addListener(CatalogListener listener) {
        forEach(entry -> tell(listener, l -> l.onUpdated(entry, null)));
        listeners.add(listener);
        return () -> removeListener(listener);
    }

    private synchronized void removeListener(CatalogListener listener) {
        listeners.remove(listener);
    }

    /** A listener's place in the catalog; once {@link #close} has returned, the listener is not called any more. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Puts a slot in the place of another. Its claims are made before those of the old one become void, so that a lookup
     * beside this finds the service as it was or as it is, and never at an address that it has left.
     */
    private void replace(@Nullable ServiceSlot old, @Nullable ServiceEntry previous, ServiceEntry entry) {
        ServiceSlot slot = new ServiceSlot(entry.name());
        slot.entry = entry;
        for (Portal portal : portals(entry.service())) {
            portal.addTo(this, slot);
        }
        slots.put(entry.name().toString(), slot);
        if (old != null && previous != null) {
            retire(old, previous);
        }
    }

    private void retire(ServiceSlot slot, ServiceEntry last) {
        slot.entry = null;
        for (Portal portal : portals(last.service())) {
            portal.removeFrom(this, slot);
        }
    }

    private static Set<Portal> portals(Service service) {
        Set<Portal> portals = new HashSet<>();
        for (ServicePort port : service.ports()) {
            service.clusterIps().forEach(ip -> portals.add(new Portal(ip, port.port(), port.protocol())));
            service.externalIps().forEach(ip -> portals.add(new Portal(ip, port.port(), port.protocol())));
            if (port.nodePort() != 0) {
                portals.add(new Portal(null, port.nodePort(), port.protocol()));
            }
        }
        return portals;
    }

    /** One way into a service; without an address it is a port of every node. */
    private record Portal(@Nullable InetAddress address, int port, Protocol protocol) {
        void addTo(ServiceCatalog catalog, ServiceSlot slot) {
            if (address == null) {
                catalog.byNodePort.add(bucket(port), port, protocol, slot);
            } else {
                catalog.byAddress.add(address, port, protocol, slot);
            }
        }

        void removeFrom(ServiceCatalog catalog, ServiceSlot slot) {
            if (address == null) {
                catalog.byNodePort.remove(bucket(port), port, protocol, slot);
            } else {
                catalog.byAddress.remove(address, port, protocol, slot);
            }
        }
    }

    private void tell(Consumer<CatalogListener> news) {
        for (CatalogListener listener : listeners) {
            tell(listener, news);
        }
    }

    private static void tell(CatalogListener listener, Consumer<CatalogListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .addKeyValue("listener", listener.getClass().getName())
                    .setCause(e)
                    .log("a catalog listener failed; it has missed this change");
        }
    }
}
