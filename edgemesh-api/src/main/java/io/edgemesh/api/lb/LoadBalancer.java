package io.edgemesh.api.lb;

import io.edgemesh.api.model.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an endpoint for each new connection to one service port.
 *
 * <p>One for each service port, created at the first dial and closed when the port goes or its policy changes. <b>Threads:</b>
 * {@link #pick} and the outcome methods run on many event loops at once and never block; {@link #update} is called by one
 * thread at a time, possibly while picks run. <b>Ownership:</b> endpoints belong to the catalog; a balancer opens and
 * closes no connection.
 *
 * <p>Each pick that returned an endpoint is followed by exactly one {@link #onConnected} or {@link #onFailed}, and each
 * {@code onConnected} by exactly one {@link #onClosed}, even if the endpoint has gone or the balancer has been closed
 * meanwhile. A pick whose dial is given up before it has an outcome counts as {@link #onCancelled}.
 */
public interface LoadBalancer extends AutoCloseable {
    /** Takes up the endpoints that connections may go to from now on; called before the first pick. */
    void update(List<Endpoint> endpoints);

    /**
     * Returns an endpoint of the latest update; {@code null} when none is usable: the dial then fails with
     * {@link NoEndpointException}. Never one that has left with an earlier update.
     */
    @Nullable
    Endpoint pick(Call call);

    /** A picked endpoint has taken the connection, so many nanoseconds after it was asked. */
    default void onConnected(Endpoint endpoint, long connectNanos) {}

    /** A picked endpoint could not be reached or refused. */
    default void onFailed(Endpoint endpoint, Throwable failure) {}

    /** A pick was given up without an outcome that says anything of the endpoint. */
    default void onCancelled(Endpoint endpoint) {}

    /** A connection to a picked endpoint has ended. */
    default void onClosed(Endpoint endpoint) {}

    /** Ends timers and the like. Picks that run meanwhile may return {@code null}. */
    @Override
    default void close() {}
}
