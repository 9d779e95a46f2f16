package io.edgemesh.api.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.edgemesh.api.model.Endpoint;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LoadBalancer} promises, whatever its policy. Extend it in the tests of a plug-in:
 *
 * <pre>{@code
 * class NearestFirstContractTest extends LoadBalancerContract {
 *     @Override
 *     protected LoadBalancer create(LoadBalancerContext context) {
 *         return new NearestFirstProvider().create(context);
 *     }
 * }
 * }</pre>
 *
 * <p>A {@link LoadBalancerLayer} is tested the same way, wrapped around any balancer. Each test begins with a balancer
 * of its own that has no endpoints, and closes it.
 */
public abstract class LoadBalancerContract {
    private static final int PICKS = 500;
    private static final int THREADS = 4;

    private final Balancing balancing = new Balancing();
    private LoadBalancer balancer;

    /** Returns a new balancer; the context's {@link #parameters} are the test's. */
    protected abstract LoadBalancer create(LoadBalancerContext context);

    /** Returns the policy's settings; none unless overridden. */
    protected Map<String, ?> parameters() {
        return Map.of();
    }

    @BeforeEach
    void createBalancer() {
        balancer = create(balancing.context(parameters()));
    }

    @AfterEach
    void closeBalancer() {
        balancer.close();
        balancing.close();
    }

    @Test
    void picksNothingWithoutEndpoints() {
        balancer.update(List.of());

        assertThat(balancer.pick(FakeCall.anonymous())).isNull();
    }

    @Test
    void picksTheOnlyEndpoint() {
        Endpoint only = Balancing.endpoint(1);
        balancer.update(List.of(only));

        Balancing.clients(PICKS)
                .forEach(call -> assertThat(pickAndConnect(call)).isEqualTo(only));
    }

    @Test
    void picksForCallsWithoutAClientAddressAndHeaders() {
        List<Endpoint> endpoints = Balancing.endpoints(3);
        balancer.update(endpoints);

        for (int i = 0; i < PICKS; i++) {
            assertThat(pickAndConnect(FakeCall.anonymous())).isIn(endpoints);
        }
    }

    @Test
    void picksAnEndpointOfTheLatestUpdateOnly() {
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            List<Endpoint> latest = someOf(Balancing.endpoints(8), random);
            balancer.update(latest);

            Balancing.clients(20).forEach(call -> {
                Endpoint picked = pickAndConnect(call);
                if (latest.isEmpty()) {
                    assertThat(picked).isNull();
                } else {
                    assertThat(picked).isIn(latest);
                }
            });
        }
    }

    @Test
    void returnsTheEndpointAsTheLatestUpdateDescribesIt() {
        Endpoint before = Balancing.endpoint(1);
        Endpoint after = before.withWeight(7).withZone("zone-b");
        balancer.update(List.of(before));
        balancer.update(List.of(after));

        assertThat(pickAndConnect(FakeCall.ofClient(1))).isEqualTo(after);
    }

    @Test
    void prefersEndpointsThatTheCallHasNotTried() {
        List<Endpoint> endpoints = Balancing.endpoints(4);
        balancer.update(endpoints);

        Balancing.clients(PICKS).forEach(call -> {
            Endpoint untried = endpoints.get(call.hashCode() & 3);
            List<Endpoint> tried = new ArrayList<>(endpoints);
            tried.remove(untried);

            assertThat(pickAndConnect(call.havingTried(tried))).isEqualTo(untried);
        });
    }

    @Test
    void picksATriedEndpointForWantOfOthers() {
        List<Endpoint> endpoints = Balancing.endpoints(3);
        balancer.update(endpoints);

        Balancing.clients(PICKS)
                .forEach(call ->
                        assertThat(pickAndConnect(call.havingTried(endpoints))).isIn(endpoints));
    }

    @Test
    void goesOnPickingWhileConnectionsFail() {
        List<Endpoint> endpoints = Balancing.endpoints(3);
        balancer.update(endpoints);

        Balancing.clients(PICKS).forEach(call -> {
            Endpoint picked = balancer.pick(call);
            assertThat(picked).isIn(endpoints);
            balancer.onFailed(picked, new ConnectException("refused"));
        });
    }

    @Test
    void takesOutcomesOfEndpointsThatHaveLeft() {
        balancer.update(Balancing.endpoints(3));
        Endpoint connected = balancer.pick(FakeCall.ofClient(1));
        Endpoint failed = balancer.pick(FakeCall.ofClient(2));
        Endpoint cancelled = balancer.pick(FakeCall.ofClient(3));
        balancer.update(List.of(Balancing.endpoint(9)));

        assertThatCode(() -> {
                    balancer.onConnected(connected, 1_000);
                    balancer.onClosed(connected);
                    balancer.onFailed(failed, new ConnectException("refused"));
                    balancer.onCancelled(cancelled);
                })
                .doesNotThrowAnyException();
        assertThat(pickAndConnect(FakeCall.ofClient(4))).isEqualTo(Balancing.endpoint(9));
    }

    @Test
    void takesOutcomesAfterItWasClosed() {
        balancer.update(Balancing.endpoints(3));
        Endpoint connected = balancer.pick(FakeCall.ofClient(1));
        Endpoint failed = balancer.pick(FakeCall.ofClient(2));
        balancer.close();

        assertThatCode(() -> {
                    balancer.onConnected(connected, 1_000);
                    balancer.onClosed(connected);
                    balancer.onFailed(failed, new ConnectException("refused"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void leavesNoTimerBehindOnceClosed() {
        balancer.update(Balancing.endpoints(3));
        Balancing.clients(10).forEach(call -> {
            Endpoint picked = balancer.pick(call);
            balancer.onFailed(picked, new ConnectException("refused"));
        });

        balancer.close();

        assertThat(balancing.timersSet()).isZero();
    }

    @Test
    void picksOnManyThreadsWhileEndpointsChange() throws Exception {
        List<Endpoint> all = Balancing.endpoints(12);
        balancer.update(all);
        Set<Endpoint> picked = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> pickers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                pickers.add(threads.submit(
                        () -> Balancing.clients(20 * PICKS).forEach(call -> picked.add(pickAndConnect(call)))));
            }
            Random random = new Random(2);
            while (!pickers.stream().allMatch(Future::isDone)) {
                List<Endpoint> some = someOf(all, random);
                balancer.update(some.isEmpty() ? all : some);
            }
            for (Future<?> picker : pickers) {
                picker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        balancer.update(all.subList(0, 2));

        assertThat(all).containsAll(picked);
        Balancing.clients(PICKS)
                .forEach(call -> assertThat(pickAndConnect(call)).isIn(all.subList(0, 2)));
    }

    /** Picks, and if there is an endpoint, lets a connection to it succeed and end. */
    private Endpoint pickAndConnect(Call call) {
        Endpoint picked = balancer.pick(call);
        if (picked != null) {
            balancer.onConnected(picked, 1_000);
            balancer.onClosed(picked);
        }
        return picked;
    }

    private static List<Endpoint> someOf(List<Endpoint> endpoints, Random random) {
        return endpoints.stream().filter(endpoint -> random.nextBoolean()).toList();
    }
}
