package io.edgemesh.k8s.manifests;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.metadata.MetadataSink;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.model.Service;
import io.edgemesh.k8s.objects.Assembler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the manifests on a thread of its own: at once, and whenever the watch says so. */
final class ManifestsSource implements MetadataSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(ManifestsSource.class);

    private final Path path;
    private final String where;
    private final Duration pollInterval;
    private final Predicate<Service> wanted;
    private volatile boolean closed;
    private @Nullable FolderWatch watch; // start and close only
    private @Nullable Thread thread; // start and close only

    /** @param where what messages call the setting that holds the path */
    ManifestsSource(Path path, String where, Duration pollInterval, Predicate<Service> wanted) {
        this.path = path;
        this.where = where;
        this.pollInterval = pollInterval;
        this.wanted = wanted;
    }

    @Override
    public void start(MetadataSink sink) {
        if (!Files.exists(path)) {
            throw new ConfigurationException(where + ": \"" + path.toAbsolutePath()
                    + "\" does not exist (expected: a folder of Kubernetes manifests, or one such file)");
        }
        boolean folder = Files.isDirectory(path);
        FolderWatch opened = FolderWatch.open(
                folder ? path : requireNonNull(path.toAbsolutePath().getParent(), "a file has a parent"), pollInterval);
        Thread reader = new Thread(() -> run(opened, new ManifestFolder(path, sink), sink), "edgemesh-manifests");
        reader.setDaemon(true);
        watch = opened;
        thread = reader;
        reader.start();
    }

    private void run(FolderWatch changes, ManifestFolder folder, MetadataSink sink) {
        look(folder, sink);
        if (!closed) {
            sink.synced();
        }
        while (!closed && changes.await()) {
            look(folder, sink);
        }
    }

    private void look(ManifestFolder folder, MetadataSink sink) {
        try {
            if (folder.refresh() && !closed) {
                Assembler assembler = new Assembler(wanted);
                folder.objects().forEach(assembler::put);
                sink.replaceAll(assembler.entries());
            }
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("path", path).setCause(e).log("reading manifests failed; will look again");
        }
    }

    /** Waits for a look that is under way: it ends soon, for nothing it does blocks. */
    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
