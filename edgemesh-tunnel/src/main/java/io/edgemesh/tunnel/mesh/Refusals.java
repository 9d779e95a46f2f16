package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.intercept.DialDeniedException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells peers why there is no connection, and counts how often. Thread-safe. */
final class Refusals {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyAnswerer.class);

    private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);

    /** Returns how many requests were refused, by the reason; reasons that never occurred are left out. */
    Map<Refusal, Long> counts() {
        Map<Refusal, Long> occurred = new EnumMap<>(Refusal.class);
        for (Refusal refusal : Refusal.values()) {
            long count = counts.get(refusal.ordinal());
            if (count > 0) {
                occurred.put(refusal, count);
            }
        }
        return occurred;
    }

    /** Counts a refusal and returns the answer that says it. */
    ProxyAnswer answer(Refusal refusal, String text) {
        counts.incrementAndGet(refusal.ordinal());
        return new ProxyAnswer(refusal, text);
    }

    /** Returns the answer to a request that could not be delivered; whoever denied it has told the operator. */
    ProxyAnswer undelivered(String peer, ProxyRequest request, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        LOGGER.atDebug()
                .addKeyValue("node", peer)
                .addKeyValue("endpoint", request.target())
                .addKeyValue("failure", String.valueOf(cause))
                .log("refused what a peer asked for");
        return answer(kind(cause), cause == null ? "" : String.valueOf(cause.getMessage()));
    }

    private static Refusal kind(@Nullable Throwable cause) {
        if (cause instanceof DialDeniedException) {
            return Refusal.DENIED;
        }
        return cause instanceof TimeoutException ? Refusal.TIMED_OUT : Refusal.UNREACHABLE;
    }
}
