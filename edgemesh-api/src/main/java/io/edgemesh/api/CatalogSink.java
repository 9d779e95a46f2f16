package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what a source learns into the catalog, and its complaints into the log, each text once. */
final class CatalogSink implements MetadataSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(MetadataSink.class);
    private static final int REMEMBERED_PROBLEMS = 1_000;

    private final ServiceCatalog catalog;
    private final Set<String> reported = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_PROBLEMS;
        }
    }));

    CatalogSink(ServiceCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void publish(ServiceEntry entry) {
        catalog.publish(entry);
    }

    @Override
    public void remove(ServiceName name) {
        catalog.remove(name);
    }

    @Override
    public void replaceAll(Collection<ServiceEntry> entries) {
        catalog.replaceAll(entries);
    }

    @Override
    public void synced() {
        catalog.markSynced();
    }

    @Override
    public void problem(String where, String message) {
        if (reported.add(where + ": " + message)) {
            LOGGER.warn("{}: {}", where, message);
        }
    }
}
