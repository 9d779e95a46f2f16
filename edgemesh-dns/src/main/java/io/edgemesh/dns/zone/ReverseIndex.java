package io.edgemesh.dns.zone;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.WireKey;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which names an address stands for: the service of a cluster IP, or the endpoints of headless services.
 *
 * <p>The names of an address are an array that is replaced whole, in an order that does not depend on which came first.
 * <b>Threads:</b> lookups from any; updates from one at a time.
 */
final class ReverseIndex {
    private static final Pointer[] NONE = {};

    private final ConcurrentMap<WireKey, Pointer[]> byAddress = new ConcurrentHashMap<>();

    /**
     * A name that an address stands for.
     *
     * @param service  the service
     * @param key      its labels on the wire
     * @param endpoint the label of the endpoint below it, or {@code null} for the service's cluster IP
     */
    record Pointer(
            ServiceName service, WireKey key, @Nullable String endpoint) {
        private static final Comparator<Pointer> CLUSTER_IPS_FIRST = Comparator.comparing(
                        (Pointer pointer) -> pointer.endpoint != null)
                .thenComparing(Pointer::service)
                .thenComparing(pointer -> pointer.endpoint == null ? "" : pointer.endpoint);
    }

    /** Returns the names of the address that the question's name is the reverse of; empty if there are none. */
    Pointer[] find(Query query) {
        byte[] address = ReverseNames.parse(query);
        Pointer[] pointers = address == null ? null : byAddress.get(WireKey.of(address));
        return pointers == null ? NONE : pointers;
    }

    void update(WireKey key, @Nullable ServiceRecords before, @Nullable ServiceRecords after) {
        Map<InetAddress, Set<Pointer>> old = pointers(key, before);
        Map<InetAddress, Set<Pointer>> now = pointers(key, after);
        Set<InetAddress> addresses = new HashSet<>(old.keySet());
        addresses.addAll(now.keySet());
        for (InetAddress address : addresses) {
            Set<Pointer> removed = old.getOrDefault(address, Set.of());
            Set<Pointer> added = now.getOrDefault(address, Set.of());
            if (!removed.equals(added)) {
                replace(WireKey.of(address.getAddress()), removed, added);
            }
        }
    }

    private void replace(WireKey address, Set<Pointer> removed, Set<Pointer> added) {
        byAddress.compute(address, (k, known) -> {
            Set<Pointer> all = new HashSet<>(known == null ? Set.of() : Arrays.asList(known));
            all.removeAll(removed);
            all.addAll(added);
            Pointer[] sorted = all.toArray(Pointer[]::new);
            Arrays.sort(sorted, Pointer.CLUSTER_IPS_FIRST);
            return sorted.length == 0 ? null : sorted;
        });
    }

    private static Map<InetAddress, Set<Pointer>> pointers(WireKey key, @Nullable ServiceRecords records) {
        if (records == null) {
            return Map.of();
        }
        Map<InetAddress, Set<Pointer>> pointers = new HashMap<>();
        ServiceName name = records.service().name();
        if (!records.service().headless()) {
            records.service().clusterIps().forEach(ip -> pointers.put(ip, Set.of(new Pointer(name, key, null))));
            return pointers;
        }
        for (Endpoint endpoint : records.named()) {
            pointers.computeIfAbsent(endpoint.address().getAddress(), ip -> new HashSet<>())
                    .add(new Pointer(name, key, EndpointNames.label(endpoint)));
        }
        return pointers;
    }
}
