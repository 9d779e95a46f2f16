package io.edgemesh.benchmarks.catalog;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.model.ServiceEntry;
import org.jspecify.annotations.Nullable;

/** Stands for the dialer and the DNS server, which both listen. */
final class CountingListener implements CatalogListener {
    private long changes;

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        changes++;
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        changes++;
    }

    long changes() {
        return changes;
    }
}
