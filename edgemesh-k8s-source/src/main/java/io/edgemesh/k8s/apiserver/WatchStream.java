package io.edgemesh.k8s.apiserver;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a watch's bytes into lines.
 *
 * <p><b>Limit:</b> a line above {@value #MAX_LINE} bytes ends the watch; no object of a cluster is that large.
 * <b>Threads:</b> bytes arrive one call at a time; the next are asked for when these have been dealt with.
 */
final class WatchStream {
    private static final int MAX_LINE = 16 * 1024 * 1024;

    private final Consumer<String> lines;
    private final End ended;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable AsyncBody body;

    /** Is told that a watch is over. */
    @FunctionalInterface
    interface End {
        void onEnd(@Nullable ApiException failure);
    }

    WatchStream(Consumer<String> lines, End ended) {
        this.lines = lines;
        this.ended = ended;
    }

    void begin(AsyncBody opened) {
        body = opened;
        opened.done()
                .whenComplete((nothing, failure) -> end(failure == null ? null : ApiException.unreachable(failure)));
        if (done.get()) {
            opened.cancel(); // given up meanwhile
        } else {
            opened.consume();
        }
    }

    void accept(List<ByteBuffer> buffers, AsyncBody from) throws IOException {
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining() && !done.get()) {
                take(buffer.get());
            }
        }
        from.consume();
    }

    private void take(byte next) throws IOException {
        if (next != '\n') {
            if (line.size() == MAX_LINE) {
                throw new IOException("a watch event of more than " + MAX_LINE + " bytes");
            }
            line.write(next);
            return;
        }
        String complete = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!complete.isBlank()) {
            lines.accept(complete);
        }
    }

    void end(@Nullable ApiException failure) {
        if (done.compareAndSet(false, true)) {
            ended.onEnd(failure);
        }
    }

    /** Ends it without telling anybody. */
    void cancel() {
        done.set(true);
        AsyncBody opened = body;
        if (opened != null) {
            opened.cancel();
        }
    }
}
