package io.edgemesh.lb.health;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.model.Endpoint;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A call as the balancer behind the health layer sees it.
 *
 * @param call        the call itself
 * @param untriedOnly whether what the call has tried is passed over too
 * @param balancer    knows the health of endpoints
 * @param now         when the pick began
 */
record HealthyOnly(Call call, boolean untriedOnly, HealthAwareBalancer balancer, long now) implements Call {
    @Override
    public @Nullable InetAddress clientAddress() {
        return call.clientAddress();
    }

    @Override
    public @Nullable String header(String name) {
        return call.header(name);
    }

    @Override
    public boolean tried(Endpoint endpoint) {
        return (untriedOnly && call.tried(endpoint)) || !balancer.usable(endpoint, now);
    }
}
