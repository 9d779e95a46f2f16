package io.edgemesh.lb.affinity;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks for a known client through the balancer behind it, not past it, so that its counts stay right: it is asked with
 * a call that has tried every endpoint but the client's. Where it answers with another, the client's is of no use any
 * more and the policy chooses anew.
 */
final class AffineBalancer implements LoadBalancer {
    private final LoadBalancer inner;
    private final SessionTable sessions;
    private final Ticker ticker;

    AffineBalancer(LoadBalancer inner, SessionTable sessions, Ticker ticker) {
        this.inner = inner;
        this.sessions = sessions;
        this.ticker = ticker;
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        inner.update(endpoints);
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        InetAddress client = call.clientAddress();
        if (client == null) {
            return inner.pick(call);
        }
        long now = ticker.nanoTime();
        EndpointKey known = sessions.find(client, now);
        Endpoint picked = known == null ? null : pickOnly(known, call);
        if (picked == null) {
            picked = inner.pick(call);
        }
        if (picked != null) {
            sessions.put(client, picked, now);
        }
        return picked;
    }

    private @Nullable Endpoint pickOnly(EndpointKey wanted, Call call) {
        Endpoint picked = inner.pick(new Only(wanted, call));
        if (picked == null) {
            return null;
        }
        if (wanted.isOf(picked) && !call.tried(picked)) {
            return picked;
        }
        inner.onCancelled(picked);
        return null;
    }

    private record Only(EndpointKey wanted, Call call) implements Call {
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
            return !wanted.isOf(endpoint);
        }
    }

    @Override
    public void onConnected(Endpoint endpoint, long connectNanos) {
        inner.onConnected(endpoint, connectNanos);
    }

    @Override
    public void onFailed(Endpoint endpoint, Throwable failure) {
        inner.onFailed(endpoint, failure);
    }

    @Override
    public void onCancelled(Endpoint endpoint) {
        inner.onCancelled(endpoint);
    }

    @Override
    public void onClosed(Endpoint endpoint) {
        inner.onClosed(endpoint);
    }

    @Override
    public void close() {
        inner.close();
    }
}
