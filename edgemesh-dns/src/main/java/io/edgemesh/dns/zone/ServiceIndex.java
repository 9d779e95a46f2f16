package io.edgemesh.dns.zone;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.WireKey;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds services by the labels of their names, and follows the catalog.
 *
 * <p><b>Threads:</b> lookups from any, without a lock; changes come from the catalog, one at a time.
 */
final class ServiceIndex implements CatalogListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceIndex.class);

    private final int ttl;
    private final ConcurrentMap<WireKey, ServiceRecords> services = new ConcurrentHashMap<>();
    private final ConcurrentMap<WireKey, Integer> namespaces = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    final ReverseIndex reverse = new ReverseIndex();

    ServiceIndex(int ttl) {
        this.ttl = ttl;
    }

    /** Returns the service with these labels, name before namespace. */
    @Nullable
    ServiceRecords find(WireKey labels) {
        return services.get(labels);
    }

    boolean hasNamespace(WireKey label) {
        return namespaces.containsKey(label);
    }

    /** Returns how often anything has changed. */
    int changes() {
        return changes.get();
    }

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        WireKey key = key(current.name());
        if (key == null) {
            LOGGER.atDebug().addKeyValue("service", current.name()).log("a service whose name DNS cannot hold");
            return;
        }
        ServiceRecords before = services.get(key);
        ServiceRecords after = before == null ? ServiceRecords.of(current, ttl) : before.updated(current, ttl);
        if (before == null) {
            namespaces.merge(namespaceKey(current.name()), 1, Integer::sum);
        }
        services.put(key, after);
        if (before == null
                || after.a != before.a
                || after.aaaa != before.aaaa
                || current.service().headless()) {
            reverse.update(key, before, after);
        }
        changes.incrementAndGet();
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        WireKey key = key(last.name());
        ServiceRecords before = key == null ? null : services.remove(key);
        if (key == null || before == null) {
            return;
        }
        namespaces.computeIfPresent(namespaceKey(last.name()), (k, count) -> count == 1 ? null : count - 1);
        reverse.update(key, before, null);
        changes.incrementAndGet();
    }

    private static @Nullable WireKey key(ServiceName name) {
        if (name.name().indexOf('.') >= 0 || name.namespace().indexOf('.') >= 0) {
            return null;
        }
        try {
            return labels(name.name() + '.' + name.namespace());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static WireKey namespaceKey(ServiceName name) {
        return labels(name.namespace());
    }

    private static WireKey labels(String text) {
        byte[] wire = DomainName.parse(text).toWire();
        return WireKey.of(Arrays.copyOf(wire, wire.length - 1));
    }
}
