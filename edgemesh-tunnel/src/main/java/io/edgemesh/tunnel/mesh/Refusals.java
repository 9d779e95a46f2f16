package io.edgemesh.tunnel.mesh;

import io.edgemesh.api.intercept.DialDeniedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a peer why there is no connection. */
final class Refusals {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyAnswerer.class);

    private Refusals() {}

    /** Returns the answer to a request that could not be delivered. */
    static ProxyAnswer answer(String peer, ProxyRequest request, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        Refusal refusal = kind(cause);
        (refusal == Refusal.DENIED ? LOGGER.atWarn() : LOGGER.atDebug())
                .addKeyValue("node", peer)
                .addKeyValue("endpoint", request.target())
                .addKeyValue("failure", String.valueOf(cause))
                .log("refused what a peer asked for");
        return new ProxyAnswer(refusal, cause == null ? "" : String.valueOf(cause.getMessage()));
    }

    private static Refusal kind(@Nullable Throwable cause) {
        if (cause instanceof DialDeniedException) {
            return Refusal.DENIED;
        }
        return cause instanceof TimeoutException ? Refusal.TIMED_OUT : Refusal.UNREACHABLE;
    }
}
