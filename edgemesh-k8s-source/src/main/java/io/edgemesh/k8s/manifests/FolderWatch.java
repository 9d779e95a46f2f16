package io.edgemesh.k8s.manifests;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when to look at a folder again: once it has changed and then been quiet for a moment, so that files which are
 * written together are read together; and from time to time anyway, for a watch can lose events. Without a watch, as
 * when the system has no more of them, it says so each second.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FolderWatch.class);
    private static final long QUIET_MILLIS = 100;
    private static final int MAX_DELAYS = 5; // a folder that never rests is read after half a second
    private static final Duration BLIND_INTERVAL = Duration.ofSeconds(1);

    private final Path folder;
    private final Duration interval;
    private final @Nullable WatchService service;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable WatchKey key; // of the thread that awaits

    private FolderWatch(Path folder, Duration interval, @Nullable WatchService service) {
        this.folder = folder;
        this.interval = interval;
        this.service = service;
    }

    /** @param interval how often to look without being told */
    static FolderWatch open(Path folder, Duration interval) {
        try {
            WatchService service = folder.getFileSystem().newWatchService();
            FolderWatch watch = new FolderWatch(folder, interval, service);
            watch.key = watch.register(service);
            return watch;
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.atWarn()
                    .addKeyValue("path", folder)
                    .addKeyValue("failure", e.toString())
                    .log("the folder cannot be watched; looking at it every second instead");
            return new FolderWatch(folder, BLIND_INTERVAL, null);
        }
    }

    /** Waits until it is time to look; {@code false} once closed. */
    boolean await() {
        try {
            if (service == null) {
                return !closed.await(interval.toNanos(), TimeUnit.NANOSECONDS);
            }
            WatchKey changed = service.poll(interval.toNanos(), TimeUnit.NANOSECONDS);
            for (int i = 0; changed != null && i < MAX_DELAYS; i++) {
                rearm(changed);
                changed = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (changed != null) {
                rearm(changed);
            }
            if (key == null || !key.isValid()) {
                key = register(service); // the folder was removed or moved, and may be back
            }
            return closed.getCount() > 0;
        } catch (ClosedWatchServiceException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void rearm(WatchKey changed) {
        changed.pollEvents(); // what has changed is found by looking; an overflow needs no special care so
        changed.reset();
    }

    private @Nullable WatchKey register(WatchService with) {
        try {
            return folder.register(with, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        } catch (IOException e) {
            LOGGER.debug("{} cannot be watched now", folder, e);
            return null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            LOGGER.debug("closing the watch of {} failed", folder, e);
        }
    }
}
