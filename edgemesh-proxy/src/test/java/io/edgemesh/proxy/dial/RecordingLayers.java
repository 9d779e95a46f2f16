package io.edgemesh.proxy.dial;

import com.google.auto.service.AutoService;
import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerLayer;
import io.edgemesh.api.model.Endpoint;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Two layers that note the updates which pass through them; they stay out of balancers without a log. */
final class RecordingLayers {
    private RecordingLayers() {}

    /** The outer one. */
    @AutoService(LoadBalancerLayer.class)
    public static final class Outer implements LoadBalancerLayer {
        @Override
        public String name() {
            return "outer";
        }

        @Override
        public int order() {
            return 1;
        }

        @Override
        public LoadBalancer wrap(LoadBalancer inner, LoadBalancerContext context) {
            return noting(name(), inner, context);
        }
    }

    /** The inner one. */
    @AutoService(LoadBalancerLayer.class)
    public static final class Inner implements LoadBalancerLayer {
        @Override
        public String name() {
            return "inner";
        }

        @Override
        public int order() {
            return 2;
        }

        @Override
        public LoadBalancer wrap(LoadBalancer inner, LoadBalancerContext context) {
            return noting(name(), inner, context);
        }
    }

    private static LoadBalancer noting(String name, LoadBalancer inner, LoadBalancerContext context) {
        Queue<String> log = RecordingPolicy.log(context);
        return log == null || !context.parameters().has("layers") ? inner : new Noting(name, inner, log);
    }

    private record Noting(String name, LoadBalancer inner, Queue<String> log) implements LoadBalancer {
        @Override
        public void update(List<Endpoint> endpoints) {
            log.add(name);
            inner.update(endpoints);
        }

        @Override
        public @Nullable Endpoint pick(Call call) {
            return inner.pick(call);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
