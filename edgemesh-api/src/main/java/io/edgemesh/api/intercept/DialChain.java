package io.edgemesh.api.intercept;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import java.util.concurrent.CompletionStage;

/** One dial as one interceptor sees it. For use on the dial's event loop only. */
public interface DialChain {
    /** Returns what is dialled, as the interceptors before this one have left it. */
    Dial dial();

    Service service();

    ServicePort port();

    /**
     * Hands the dial on to the next interceptor or, after the last, to the load balancer and a transport.
     *
     * <p>Once. Again only after the stage that an earlier call returned has failed: that is a retry.
     *
     * @throws IllegalStateException if an earlier call has succeeded or is under way; the message names the interceptor
     */
    CompletionStage<Connection> proceed(Dial dial);

    /** Returns a stage that fails with a {@link DialDeniedException}; nothing is opened. */
    CompletionStage<Connection> deny(String reason);
}
