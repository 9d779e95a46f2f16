package io.edgemesh.api.lb;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer is made from.
 *
 * @param service    the service, as it was when the balancer was created
 * @param port       the port it balances
 * @param nodeName   the name of this node
 * @param zone       the topology zone of this node, or {@code null} if not known
 * @param parameters the policy's settings
 * @param ticker     the time that timers run by
 * @param random     a random source that is safe for use by several threads
 * @param timers     runs short tasks that do not block; a balancer cancels its own when closed
 */
public record LoadBalancerContext(
        Service service,
        ServicePort port,
        String nodeName,
        @Nullable String zone,
        Settings parameters,
        Ticker ticker,
        RandomGenerator random,
        ScheduledExecutorService timers) {}
