package io.edgemesh.api.intercept;

import io.edgemesh.api.dial.Connection;
import java.util.concurrent.CompletionStage;

/**
 * A link in the chain around every connection that the mesh opens: it may observe, amend, deny or retry.
 *
 * <p>Set for the life of the mesh. <b>Threads:</b> called on the event loop of the dial, many at once; must not block.
 *
 * <pre>{@code
 * Interceptor keepMetricsLocal = chain -> chain.service().name().name().equals("metrics")
 *         ? chain.deny("metrics are read on the node itself")
 *         : chain.proceed(chain.dial());
 * }</pre>
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Handles one dial. Returns what {@link DialChain#proceed} or {@link DialChain#deny} returned, or a stage made from
     * it. What it throws fails the dial.
     */
    CompletionStage<Connection> intercept(DialChain chain);
}
