package io.edgemesh.k8s.apiserver;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with one resource: lists it, watches from there, goes on watching where a watch ends, lists anew when the
 * server says that this lies too far back, and tries again for ever.
 *
 * <pre>
 *   list --> watch --+--> ended --> watch from where it ended
 *    ^               +--> gone ---> list
 *    +-- a moment later, whenever the server cannot be asked
 * </pre>
 *
 * <p><b>Threads:</b> lists and decisions on the executor, which has one thread; events on the client's.
 */
final class Reflector {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reflector.class);
    private static final int PAGE = 500;
    private static final int WATCH_SECONDS = 240;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long MAX_RETRY_MILLIS = 1_500; // so that what comes back is seen within two seconds
    private static final long MISSING_RETRY_MILLIS = 30_000;

    private final Resource resource;
    private final ApiServer server;
    private final ClusterState state;
    private final ScheduledExecutorService executor;
    private final RandomGenerator random;
    private final Runnable onMissing;
    private int apiVersion; // of the resource's versions: the one in use
    private int failures;
    private boolean reported;
    private boolean missing;
    private @Nullable WatchStream watch;
    private @Nullable ScheduledFuture<?> watchdog;
    private volatile @Nullable String position; // the resource version that was seen last; null: list anew
    private volatile boolean heard; // whether this watch has brought anything

    /** @param onMissing called on the executor when it turns out that the server does not have the resource */
    Reflector(
            Resource resource,
            ApiServer server,
            ClusterState state,
            ScheduledExecutorService executor,
            RandomGenerator random,
            Runnable onMissing) {
        this.resource = resource;
        this.server = server;
        this.state = state;
        this.executor = executor;
        this.random = random;
        this.onMissing = onMissing;
    }

    void start() {
        later(0);
    }

    private void later(long millis) {
        try {
            executor.schedule(this::run, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.trace("closed", e);
        }
    }

    private void run() {
        try {
            String from = position;
            if (from == null) {
                from = list();
                position = from;
            }
            recovered();
            watchFrom(from);
        } catch (ApiException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(ApiException.unreachable(e)); // an answer that is no JSON
        }
    }

    private String list() throws ApiException {
        String path = resource.path(version()) + "?limit=" + PAGE;
        ListPage page = ListPage.of(server.get(path), path);
        List<Map<?, ?>> items = new ArrayList<>(page.items());
        while (page.next() != null) {
            String further = path + "&continue=" + URLEncoder.encode(page.next(), StandardCharsets.UTF_8);
            page = ListPage.of(server.get(further), further);
            items.addAll(page.items());
        }
        state.replace(resource, version(), items);
        return page.version();
    }

    private String version() {
        return resource.versions().get(apiVersion);
    }

    private void watchFrom(String from) {
        heard = false;
        String path = resource.path(version()) + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + WATCH_SECONDS
                + "&resourceVersion=" + URLEncoder.encode(from, StandardCharsets.UTF_8);
        WatchStream started = server.watch(path, this::onEvent, this::onEnd);
        watch = started;
        watchdog = executor.schedule(() -> overdue(started), WATCH_SECONDS + 30, TimeUnit.SECONDS);
    }

    /** A connection that died without a word would leave us waiting for ever. */
    private void overdue(WatchStream started) {
        started.cancel();
        ended(null);
    }

    private void onEvent(Map<?, ?> event) {
        heard = true;
        String type = String.valueOf(event.get("type"));
        if (!(event.get("object") instanceof Map<?, ?> object) || type.equals("ERROR")) {
            LOGGER.debug("watch of {} ended by the server: {}", resource.plural(), event);
            position = null;
            heard = false;
            return;
        }
        if (!type.equals("BOOKMARK")) {
            state.apply(resource, version(), type, object);
        }
        if (object.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("resourceVersion") instanceof String seen) {
            position = seen;
        }
    }

    private void onEnd(@Nullable ApiException failure) {
        try {
            executor.execute(() -> ended(failure));
        } catch (RejectedExecutionException e) {
            LOGGER.trace("closed", e);
        }
    }

    private void ended(@Nullable ApiException failure) {
        if (watchdog != null) {
            watchdog.cancel(false);
        }
        if (failure != null) {
            failed(failure);
        } else {
            later(heard ? 0 : MAX_RETRY_MILLIS / 2 + retryMillis()); // a server that ends all at once is not hurried
        }
    }

    private void failed(ApiException failure) {
        if (executor.isShutdown()) {
            return; // it failed because we are closing
        }
        if (failure.isGone()) {
            position = null;
            later(MAX_RETRY_MILLIS / 2 + retryMillis());
        } else if (failure.isNotFound() && apiVersion + 1 < resource.versions().size()) {
            apiVersion++;
            later(0);
        } else if (failure.isNotFound() || failure.isForbidden()) {
            missing(failure);
        } else {
            unreachable(failure);
        }
    }

    private void missing(ApiException failure) {
        apiVersion = 0;
        position = null;
        if (!missing) {
            missing = true;
            onMissing.run();
        }
        state.missing(resource, failure.isForbidden());
        later(MISSING_RETRY_MILLIS);
    }

    private void unreachable(ApiException failure) {
        failures++;
        if (!reported) {
            reported = true;
            LOGGER.atWarn()
                    .addKeyValue("server", server.base())
                    .addKeyValue("resource", resource.plural())
                    .addKeyValue("failure", failure.getMessage())
                    .log("the API server cannot be asked; going on with what is known, and trying again");
        }
        state.unreachable();
        later(retryMillis());
    }

    private void recovered() {
        if (reported) {
            LOGGER.atInfo()
                    .addKeyValue("server", server.base())
                    .addKeyValue("resource", resource.plural())
                    .addKeyValue("attempts", failures)
                    .log("the API server answers again");
        }
        reported = false;
        failures = 0;
    }

    private long retryMillis() {
        long delay = Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
        return delay / 2 + random.nextLong(delay / 2 + 1);
    }

    /** Ends the watch; on the executor, or once that has ended. */
    void close() {
        if (watch != null) {
            watch.cancel();
        }
    }
}
