package io.edgemesh.dns;

import io.edgemesh.dns.forward.ResolverFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the system's resolver file, and again every few seconds: a node's network may change under it. */
final class ResolverFileWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ResolverFileWatch.class);
    private static final long INTERVAL_SECONDS = 5;

    private final Path file;
    private final Consumer<ResolverFile> onChange;
    private @Nullable ResolverFile last;
    private @Nullable ScheduledFuture<?> task;

    /** @param onChange called with what the file says, at the start and after each change, one call at a time */
    ResolverFileWatch(Path file, Consumer<ResolverFile> onChange) {
        this.file = file;
        this.onChange = onChange;
    }

    /**
     * Reads the file for the first time before it returns.
     *
     * @param executor runs the further readings, which may block
     */
    void start(ScheduledExecutorService executor) {
        read();
        task = executor.scheduleWithFixedDelay(this::read, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /** Reads the file now. */
    synchronized void read() {
        ResolverFile now = tryRead();
        if (!now.equals(last)) {
            last = now;
            onChange.accept(now);
        }
    }

    private ResolverFile tryRead() {
        try {
            return ResolverFile.read(file);
        } catch (IOException e) {
            if (last == null) {
                LOGGER.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("failure", e.toString())
                        .log("the resolver file cannot be read; it is tried again");
                return ResolverFile.EMPTY;
            }
            return last; // it is just being replaced, or gone: what it said last is the best there is
        }
    }

    @Override
    public void close() {
        if (task != null) {
            task.cancel(false);
        }
    }
}
