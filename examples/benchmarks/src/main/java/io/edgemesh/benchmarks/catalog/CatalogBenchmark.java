package io.edgemesh.benchmarks.catalog;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A catalog of 10 000 services with ten endpoints each. Every operation takes another of those that are in use, so that
 * with all of them in use nearly every step of a lookup misses the processor's caches.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CatalogBenchmark {
    private static final int STRIDE = 7_919; // a prime, so that every service comes up

    private static final int SERVICES = 10_000;

    /** How many of the services are looked up or changed: a node uses a few of those that the cluster has. */
    @Param({"100", "10000"})
    public int inUse;

    private final ServiceCatalog catalog = new ServiceCatalog();
    private SampleServices samples = new SampleServices(1);
    private ServiceName[] names = {};
    private InetAddress[] addresses = {};
    private ServiceEntry[] even = {};
    private ServiceEntry[] odd = {};
    private ServiceEntry[] moved = {};
    private int next;
    private int round;

    /** Fills the catalog. Keys to look up are other objects than those it holds, as a request's are. */
    @Setup(Level.Trial)
    public void fill() {
        samples = new SampleServices(SERVICES);
        catalog.addListener(new CountingListener());
        catalog.replaceAll(samples.entries(0));
        names = samples.names();
        addresses = samples.addresses();
        even = samples.entries(0).toArray(ServiceEntry[]::new);
        odd = samples.entries(1).toArray(ServiceEntry[]::new);
        moved = samples.moved().toArray(ServiceEntry[]::new);
    }

    private int step() {
        next = (next + STRIDE) % inUse;
        return next;
    }

    @Benchmark
    public @Nullable ServiceEntry findByName() {
        return catalog.find(names[step()]);
    }

    @Benchmark
    public @Nullable ServiceEntry findByAddress() {
        return catalog.findByAddress(addresses[step()], SampleServices.PORT, Protocol.TCP);
    }

    @Benchmark
    public @Nullable ServiceEntry findByUnknownAddress() {
        return catalog.findByAddress(samples.unknownAddress(), SampleServices.PORT, Protocol.TCP);
    }

    /** Node ports are 30000 to 32767: with more services than that, those beyond have none. */
    @Benchmark
    public @Nullable ServiceEntry findByNodePort() {
        return catalog.findByNodePort(SampleServices.nodePort(step()), Protocol.TCP);
    }

    /** Replaces the endpoints of one service; its addresses and ports stay. */
    @Benchmark
    public void updateEndpoints() {
        int index = step();
        catalog.publish(changed(index) ? odd[index] : even[index]);
    }

    /** Replaces one service by one with another address, and back: indexes change as well. */
    @Benchmark
    public void moveAddress() {
        int index = step();
        catalog.publish(changed(index) ? moved[index] : even[index]);
    }

    /** Each pass over all services changes what the one before it has left. */
    private boolean changed(int index) {
        round += index == 0 ? 1 : 0;
        return (round & 1) == 0;
    }
}
