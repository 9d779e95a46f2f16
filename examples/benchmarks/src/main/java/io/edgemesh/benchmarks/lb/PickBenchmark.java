package io.edgemesh.benchmarks.lb;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.lb.LoadBalancerLayer;
import io.edgemesh.api.lb.LoadBalancerProvider;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.spi.Providers;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A connection's whole life as a balancer sees it, with the layers that every balancer has: pick, connected, closed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBenchmark {
    /** The policy. */
    @Param({"ROUND_ROBIN", "RANDOM", "LEAST_REQUEST", "CONSISTENT_HASH"})
    public String policy = "";

    /** How many endpoints the service has. */
    @Param({"3", "100", "10000"})
    public int endpoints;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final Call call = new ClientCall(InetAddress.getLoopbackAddress());
    private LoadBalancer balancer = new Nothing();

    @Setup(Level.Trial)
    public void create() {
        ClassLoader loader = PickBenchmark.class.getClassLoader();
        ServicePort port = ServicePort.of("http", 80, Protocol.TCP);
        LoadBalancerContext context = new LoadBalancerContext(
                Service.builder("default", "orders").ports(port).build(),
                port,
                "edge-a",
                null,
                Settings.empty(),
                Ticker.systemTicker(),
                new PerThreadRandom(),
                timers);
        LoadBalancer created = Providers.load(LoadBalancerProvider.class, loader)
                .require(policy, "policy")
                .create(context);
        for (LoadBalancerLayer layer :
                Providers.load(LoadBalancerLayer.class, loader).all()) {
            created = layer.wrap(created, context);
        }
        created.update(IntStream.range(0, endpoints)
                .mapToObj(i -> Endpoint.of(
                        new InetSocketAddress("10." + (i >> 16) + '.' + (i >> 8 & 0xff) + '.' + (i & 0xff), 80), null))
                .toList());
        balancer = created;
    }

    @TearDown(Level.Trial)
    public void close() {
        balancer.close();
        timers.shutdownNow();
    }

    @Benchmark
    public @Nullable Endpoint connection() {
        Endpoint picked = balancer.pick(call);
        if (picked != null) {
            balancer.onConnected(picked, 1_000);
            balancer.onClosed(picked);
        }
        return picked;
    }

    private record ClientCall(InetAddress clientAddress) implements Call {
        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public boolean tried(Endpoint endpoint) {
            return false;
        }
    }

    private record PerThreadRandom() implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }

    private record Nothing() implements LoadBalancer {
        @Override
        public void update(List<Endpoint> endpoints) {}

        @Override
        public @Nullable Endpoint pick(Call call) {
            return null;
        }
    }
}
