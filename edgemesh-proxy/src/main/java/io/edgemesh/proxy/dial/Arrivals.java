package io.edgemesh.proxy.dial;

import io.edgemesh.api.catalog.CatalogListener;
import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Dials that wait for their service while the catalog is still incomplete.
 *
 * <p>Each is woken when its service changes, and all are when the catalog is complete; what wakes up looks again and may
 * wait again. <b>Bound:</b> nobody waits longer than its dial, nor once the catalog is complete.
 */
final class Arrivals implements CatalogListener {
    private final ServiceCatalog catalog;
    private final ConcurrentMap<ServiceName, List<Runnable>> waiting = new ConcurrentHashMap<>();

    Arrivals(ServiceCatalog catalog) {
        this.catalog = catalog;
        catalog.synced().thenRun(() -> waiting.keySet().forEach(this::wake));
    }

    /**
     * Runs an action at the next news of a service; at once if the catalog has become complete.
     *
     * @param seen the entry that was not enough, or {@code null} if there was none: news is what differs from it
     */
    void await(ServiceName name, @Nullable ServiceEntry seen, Runnable action) {
        waiting.compute(name, (n, known) -> {
            List<Runnable> actions = known == null ? new ArrayList<>() : known;
            actions.add(action);
            return actions;
        });
        if (catalog.isSynced() || catalog.find(name) != seen) { // news that came before the action was in its place
            wake(name);
        }
    }

    /** Takes back an action that nobody needs any more. */
    void forget(ServiceName name, Runnable action) {
        waiting.computeIfPresent(name, (n, actions) -> {
            actions.remove(action);
            return actions.isEmpty() ? null : actions;
        });
    }

    private void wake(ServiceName name) {
        List<Runnable> actions = waiting.remove(name);
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    @Override
    public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
        wake(current.name());
    }

    @Override
    public void onRemoved(ServiceEntry last) {
        // what waits goes on waiting
    }
}
