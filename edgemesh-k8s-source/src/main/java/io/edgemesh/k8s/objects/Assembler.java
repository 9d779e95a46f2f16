package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Joins Services, EndpointSlices, Endpoints and DestinationRules into entries for the catalog. The order in which objects
 * arrive never matters: a part that comes before its Service waits for it.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class Assembler {
    private final Predicate<Service> wanted;
    private final Map<ObjectId, KubeObject> objects = new HashMap<>();
    private final Map<ServiceName, ServiceParts> parts = new TreeMap<>();

    /** @param wanted which services get an entry */
    public Assembler(Predicate<Service> wanted) {
        this.wanted = wanted;
    }

    /** Adds an object or replaces the one of its id; returns the services whose entry may have changed. */
    public List<ServiceName> put(KubeObject object) {
        List<ServiceName> touched = new ArrayList<>(remove(object.id()));
        objects.put(object.id(), object);
        for (ServiceName service : object.services()) {
            parts.computeIfAbsent(service, name -> new ServiceParts()).add(object);
            touched.add(service);
        }
        return touched.stream().distinct().toList();
    }

    /** Removes an object, if it is there; returns the services whose entry may have changed. */
    public List<ServiceName> remove(ObjectId id) {
        KubeObject removed = objects.remove(id);
        if (removed == null) {
            return List.of();
        }
        for (ServiceName service : removed.services()) {
            parts.computeIfPresent(service, (name, known) -> known.isEmptyWithout(removed) ? null : known);
        }
        return removed.services();
    }

    /** Returns the entry of a service, or {@code null} if no Service of that name is known and wanted. */
    public @Nullable ServiceEntry entry(ServiceName name) {
        ServiceParts known = parts.get(name);
        ServiceEntry entry = known == null ? null : known.assemble();
        return entry == null || !wanted.test(entry.service()) ? null : entry;
    }

    /** Returns all entries in the order of their names. */
    public List<ServiceEntry> entries() {
        List<ServiceEntry> entries = new ArrayList<>();
        for (ServiceParts known : parts.values()) {
            ServiceEntry entry = known.assemble();
            if (entry != null && wanted.test(entry.service())) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
