package io.edgemesh.k8s.apiserver;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.k8s.objects.ServiceFilter;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the reflectors, one a resource, on a thread of its own, and saves what they have learnt. */
final class KubernetesSource implements MetadataSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(KubernetesSource.class);
    private static final String SNAPSHOT = "kubernetes-services.json";
    private static final long SAVE_DELAY_SECONDS = 10; // changes that come together are written together
    private static final long CLOSE_SECONDS = 5;

    private final ApiServerSettings settings;
    private final Predicate<Service> wanted;
    private final @Nullable Snapshot snapshot;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicBoolean saveDue = new AtomicBoolean();
    private final List<Reflector> reflectors = new ArrayList<>(); // of the executor
    private @Nullable ApiServer server; // of the executor
    private @Nullable ClusterState state; // of start and close

    /** @param folder where to keep what is known for a restart, or {@code null} for nowhere */
    KubernetesSource(
            ApiServerSettings settings, Predicate<Service> wanted, @Nullable Path folder, RandomGenerator random) {
        this.settings = settings;
        this.wanted = wanted;
        this.snapshot = folder == null ? null : new Snapshot(folder.resolve(SNAPSHOT));
        this.random = random;
        this.executor = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("edgemesh-kubernetes", true));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    static KubernetesSource create(MeshContext mesh, Settings settings) {
        return new KubernetesSource(
                ApiServerSettings.from(settings),
                ServiceFilter.from(settings),
                mesh.dataDirectory().orElse(null),
                mesh.random());
    }

    @Override
    public void start(MetadataSink sink) {
        ClusterState started = new ClusterState(sink, wanted, this::saveLater);
        state = started;
        executor.execute(() -> run(started));
    }

    private void run(ClusterState started) {
        if (snapshot != null) {
            started.restore(snapshot.load());
        }
        ApiServer connected = ApiServer.of(settings); // takes a second, in which the snapshot serves already
        server = connected;
        Reflector endpoints = reflector(Resource.ENDPOINTS, connected, started, () -> {});
        reflector(Resource.SERVICES, connected, started, () -> {}).start();
        reflector(Resource.ENDPOINT_SLICES, connected, started, () -> {
                    started.await(Resource.ENDPOINTS.kind());
                    endpoints.start();
                })
                .start();
        reflector(Resource.DESTINATION_RULES, connected, started, () -> {}).start();
    }

    private Reflector reflector(Resource resource, ApiServer from, ClusterState to, Runnable onMissing) {
        Reflector reflector = new Reflector(resource, from, to, executor, random, onMissing);
        reflectors.add(reflector);
        return reflector;
    }

    private void saveLater() {
        if (snapshot != null && saveDue.compareAndSet(false, true)) {
            executor.schedule(this::save, SAVE_DELAY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void save() {
        ClusterState known = state;
        if (snapshot != null && known != null && saveDue.getAndSet(false)) {
            snapshot.save(known.entries());
        }
    }

    @Override
    public void close() {
        if (state != null) {
            state.close(); // waits for a call of the sink that is under way; there is none after this
        }
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn(
                        "the Kubernetes source is still busy after {} s; leaving it to end by itself", CLOSE_SECONDS);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        reflectors.forEach(Reflector::close);
        if (server != null) {
            server.close();
        }
        save();
    }
}
