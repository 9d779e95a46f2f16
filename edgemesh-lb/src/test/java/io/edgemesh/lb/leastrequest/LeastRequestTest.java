package io.edgemesh.lb.leastrequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.model.Endpoint;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LeastRequestTest {
    private static final Endpoint A = Balancing.endpoint(1);
    private static final Endpoint B = Balancing.endpoint(2);

    private final LeastRequest balancer = new LeastRequest(new Random(42));

    @Test
    void takesTheLessBusyOfTwo() {
        balancer.update(List.of(A, B));
        Endpoint busy = balancer.pick(FakeCall.anonymous());

        Endpoint other = balancer.pick(FakeCall.anonymous());

        assertThat(other).isNotEqualTo(busy);
    }

    @Test
    void sharesByWeightWhileNothingIsOutstanding() {
        Endpoint heavy = B.withWeight(4);
        balancer.update(List.of(A, heavy));

        int picks = 20_000;
        int onHeavy = 0;
        for (int i = 0; i < picks; i++) {
            Endpoint picked = balancer.pick(FakeCall.anonymous());
            onHeavy += picked.equals(heavy) ? 1 : 0;
            balancer.onCancelled(picked);
        }

        assertThat((double) onHeavy / picks).isCloseTo(0.8, within(0.02));
    }

    @Test
    void sharesStandingConnectionsByWeight() {
        Endpoint heavy = B.withWeight(4);
        balancer.update(List.of(A, heavy));

        for (int i = 0; i < 500; i++) {
            balancer.pick(FakeCall.anonymous());
        }

        assertThat(balancer.outstanding(heavy)).isCloseTo(400, within(2));
    }

    @Test
    void remembersWhatIsOutstandingOfAnEndpointThatLeavesAndReturns() {
        balancer.update(List.of(A));
        balancer.pick(FakeCall.anonymous());
        balancer.update(List.of(B));

        balancer.update(List.of(A, B));

        assertThat(balancer.outstanding(A)).isOne();
        assertThat(balancer.pick(FakeCall.anonymous())).isEqualTo(B);
    }

    @Test
    void forgetsAnEndpointThatHasLeftOnceItsConnectionsHaveEnded() {
        balancer.update(List.of(A));
        balancer.onClosed(balancer.pick(FakeCall.anonymous()));

        balancer.update(List.of(B));

        assertThat(balancer.tracked()).isOne();
    }

    /** Any sequence of picks, outcomes and updates leaves exactly the picks outstanding that have not ended. */
    @Property(tries = 200)
    void countsEachPickUntilItEndsAndNoLonger(@ForAll long seed) {
        Random random = new Random(seed);
        LeastRequest counted = new LeastRequest(random);
        List<Endpoint> all = Balancing.endpoints(5);
        List<Endpoint> dialling = new ArrayList<>();
        List<Endpoint> connected = new ArrayList<>();
        counted.update(all);

        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(8)) {
                case 0 ->
                    counted.update(
                            all.stream().filter(e -> random.nextInt(4) > 0).toList());
                case 1 -> takeOne(dialling, random, e -> counted.onFailed(e, new ConnectException("refused")));
                case 2 -> takeOne(dialling, random, counted::onCancelled);
                case 3, 4 ->
                    takeOne(dialling, random, e -> {
                        counted.onConnected(e, 1);
                        connected.add(e);
                    });
                case 5 -> takeOne(connected, random, counted::onClosed);
                default -> {
                    Endpoint picked = counted.pick(FakeCall.anonymous());
                    if (picked != null) {
                        dialling.add(picked);
                    }
                }
            }
        }

        Map<Endpoint, Integer> expected = new HashMap<>();
        dialling.forEach(e -> expected.merge(e, 1, Integer::sum));
        connected.forEach(e -> expected.merge(e, 1, Integer::sum));
        for (Endpoint endpoint : all) {
            assertThat(counted.outstanding(endpoint)).isEqualTo(expected.getOrDefault(endpoint, 0));
        }
    }

    @Test
    void endsAtZeroWhenManyThreadsPickWhileEndpointsComeAndGo() throws Exception {
        LeastRequest shared = new LeastRequest(new Random(7));
        List<Endpoint> all = Balancing.endpoints(4);
        shared.update(all);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> pickers = new ArrayList<>(Collections.nCopies(3, null));
            pickers.replaceAll(none -> threads.submit(() -> {
                for (int i = 0; i < 50_000; i++) {
                    shared.onClosed(shared.pick(FakeCall.anonymous()));
                }
            }));
            Random random = new Random(8);
            while (!pickers.stream().allMatch(Future::isDone)) {
                shared.update(List.of(all.get(random.nextInt(4))));
            }
            for (Future<?> picker : pickers) {
                picker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        shared.update(List.of());

        assertThat(shared.tracked()).isZero();
    }

    private static void takeOne(List<Endpoint> from, Random random, Consumer<Endpoint> end) {
        if (!from.isEmpty()) {
            end.accept(from.remove(random.nextInt(from.size())));
        }
    }
}
