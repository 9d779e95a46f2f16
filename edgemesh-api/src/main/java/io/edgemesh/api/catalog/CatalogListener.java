package io.edgemesh.api.catalog;

import io.edgemesh.api.model.ServiceEntry;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every change of the catalog.
 *
 * <p><b>Threads:</b> called by the thread that publishes, one call at a time and in the order of the changes, after the
 * change can be seen by lookups. Returns soon and never blocks; the publisher waits. What it throws is logged and keeps
 * nobody else from being told.
 */
public interface CatalogListener {
    /**
     * A service is new or has changed.
     *
     * @param previous what was known before, or {@code null} for a new service
     */
    void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous);

    /** A service is gone. */
    void onRemoved(ServiceEntry last);
}
