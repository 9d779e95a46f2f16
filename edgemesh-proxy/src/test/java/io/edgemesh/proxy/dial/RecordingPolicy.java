package io.edgemesh.proxy.dial;

import com.google.auto.service.AutoService;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerProvider;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A policy that writes down what happens to it, into the queue that is its parameter {@code log}. */
@AutoService(LoadBalancerProvider.class)
public final class RecordingPolicy implements LoadBalancerProvider {
    static final String NAME = "RECORDING";

    static Map<String, Object> parameters(Queue<String> log) {
        return Map.of("log", log);
    }

    static Queue<String> newLog() {
        return new ConcurrentLinkedQueue<>();
    }

    @SuppressWarnings("unchecked")
    static @Nullable Queue<String> log(LoadBalancerContext context) {
        return (Queue<String>) context.parameters().raw("log");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public LoadBalancer create(LoadBalancerContext context) {
        if (context.parameters().has("wrong")) {
            throw new ConfigurationException("wrong: is not a parameter");
        }
        Queue<String> log = Objects.requireNonNull(log(context));
        log.add("created");
        return new Recording(new InTurn(List.of()), log);
    }

    private record Recording(InTurn inner, Queue<String> log) implements LoadBalancer {
        @Override
        public void update(List<Endpoint> endpoints) {
            log.add("update " + endpoints.size());
            inner.update(endpoints);
        }

        @Override
        public @Nullable Endpoint pick(Call call) {
            Endpoint picked = inner.pick(call);
            log.add("pick " + (picked == null ? null : picked.address().getPort()));
            return picked;
        }

        @Override
        public void onConnected(Endpoint endpoint, long connectNanos) {
            log.add("connected " + endpoint.address().getPort());
        }

        @Override
        public void onFailed(Endpoint endpoint, Throwable failure) {
            log.add("failed " + endpoint.address().getPort());
        }

        @Override
        public void onCancelled(Endpoint endpoint) {
            log.add("cancelled " + endpoint.address().getPort());
        }

        @Override
        public void onClosed(Endpoint endpoint) {
            log.add("closed " + endpoint.address().getPort());
        }

        @Override
        public void close() {
            log.add("closed");
        }
    }
}
