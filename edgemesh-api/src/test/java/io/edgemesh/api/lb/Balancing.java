package io.edgemesh.api.lb;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.SessionAffinity;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer needs around it, under a test's control: a clock that stands still until it is advanced, a random
 * source with a seed, and timers that can be counted.
 */
public final class Balancing implements AutoCloseable {
    private static final long SEED = 20_761_123L;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, Balancing::daemon);
    private final Random random;

    public Balancing() {
        this(SEED);
    }

    public Balancing(long seed) {
        random = new Random(seed); // safe for use by several threads, as the context promises
        timers.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "test-timers");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the clock; {@code advance} lets time pass. */
    public MockTicker ticker() {
        return ticker;
    }

    /** Returns how many timers are set. */
    public int timersSet() {
        return timers.getQueue().size();
    }

    /** Returns a context for port 80 of service {@code default/orders}. */
    public LoadBalancerContext context(Map<String, ?> parameters) {
        return context(parameters, null);
    }

    public LoadBalancerContext context(Map<String, ?> parameters, @Nullable SessionAffinity affinity) {
        ServicePort port = ServicePort.of("http", 80, Protocol.TCP);
        Service service = Service.builder("default", "orders")
                .ports(port)
                .sessionAffinity(affinity)
                .build();
        Settings settings = Settings.of("test", parameters);
        return new LoadBalancerContext(service, port, "edge-a", null, settings, ticker, random, timers);
    }

    /** Returns the endpoint with that number: an address of its own and weight 1. */
    public static Endpoint endpoint(int number) {
        byte[] ip = {(byte) 192, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return Endpoint.of(new InetSocketAddress(InetAddress.getByAddress(ip), 8080), "edge-" + number % 3);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** Returns the endpoints numbered from 0. */
    public static List<Endpoint> endpoints(int count) {
        return IntStream.range(0, count).mapToObj(Balancing::endpoint).toList();
    }

    /** Returns calls of as many clients, each with an IP of its own. */
    public static Stream<FakeCall> clients(int count) {
        return IntStream.range(0, count).mapToObj(FakeCall::ofClient);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
