package io.edgemesh.proxy.dial;

import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The endpoints that a dial may try, behind what chooses among them. */
interface Candidates {
    /** Returns the balancer of the moment; {@code null} if the service port is gone. */
    @Nullable
    LoadBalancer balancer();

    /** Returns how many endpoints there are now. */
    int size();

    /** Returns candidates that no policy governs: one after another. */
    static Candidates inTurn(List<Endpoint> endpoints) {
        var balancer = new InTurn(endpoints);
        return new Candidates() {
            @Override
            public LoadBalancer balancer() {
                return balancer;
            }

            @Override
            public int size() {
                return endpoints.size();
            }
        };
    }
}
