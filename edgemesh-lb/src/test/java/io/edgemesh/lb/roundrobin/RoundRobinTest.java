package io.edgemesh.lb.roundrobin;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.model.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    private static final Endpoint A = Balancing.endpoint(1);
    private static final Endpoint B = Balancing.endpoint(2);
    private static final Endpoint C = Balancing.endpoint(3);
    private static final Endpoint D = Balancing.endpoint(4);

    @Test
    void takesEndpointsInTurn() {
        RoundRobin balancer = startingAt(0, A, B, C);

        assertThat(picks(balancer, 7)).containsExactly(A, B, C, A, B, C, A);
    }

    @Test
    void spreadsAHeavyEndpointsTurnsOverTheRound() {
        Endpoint heavy = A.withWeight(3);
        RoundRobin balancer = startingAt(0, heavy, B);

        List<Endpoint> picked = picks(balancer, 400);

        assertThat(Collections.frequency(picked, heavy)).isEqualTo(300);
        assertThat(Collections.indexOfSubList(picked, List.of(B, B))).isNegative();
    }

    @Test
    void goesOnWhereItStandsWhenAnEndpointComes() {
        RoundRobin balancer = startingAt(0, A, B, C);
        picks(balancer, 2);

        balancer.update(List.of(A, B, C, D));

        assertThat(picks(balancer, 5)).containsExactly(C, A, B, D, C);
    }

    @Test
    void goesOnWhereItStandsWhenAnEndpointLeaves() {
        RoundRobin balancer = startingAt(0, A, B, C, D);
        picks(balancer, 2);

        balancer.update(List.of(A, B, D));

        assertThat(picks(balancer, 4)).containsExactly(D, A, B, D);
    }

    @Test
    void startsAtDifferentEndpointsOnDifferentNodes() {
        Set<Endpoint> first = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            try (Balancing node = new Balancing(seed)) {
                var balancer = new RoundRobinProvider().create(node.context(Map.of()));
                balancer.update(List.of(A, B, C));
                first.add(balancer.pick(FakeCall.anonymous()));
            }
        }

        assertThat(first).containsExactlyInAnyOrder(A, B, C);
    }

    @Property
    void overAsManyRoundsAsTheGreatestWeightEachIsPickedAsOftenAsItsWeight(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 20) Integer> weights,
            @ForAll @IntRange(min = 0, max = 1000) int start) {
        Endpoint[] endpoints = IntStream.range(0, weights.size())
                .mapToObj(i -> Balancing.endpoint(i).withWeight(weights.get(i)))
                .toArray(Endpoint[]::new);
        int period = weights.stream().mapToInt(Integer::intValue).sum();
        RoundRobin balancer = startingAt(start, endpoints);

        Map<Endpoint, Long> counts = picks(balancer, period).stream().collect(groupingBy(identity(), counting()));

        for (Endpoint endpoint : endpoints) {
            assertThat(counts.get(endpoint)).isEqualTo(endpoint.weight());
        }
    }

    @Property
    void anUpdateAfterEveryPickStarvesNobody(@ForAll @IntRange(min = 2, max = 9) int size, @ForAll long seed) {
        Random random = new Random(seed);
        List<Endpoint> endpoints = new ArrayList<>(Balancing.endpoints(size));
        RoundRobin balancer = startingAt(0, endpoints.toArray(Endpoint[]::new));
        Set<Endpoint> picked = new HashSet<>();

        for (int i = 0; i < size; i++) {
            picked.addAll(picks(balancer, 1));
            Collections.shuffle(endpoints, random); // the order of a slice's endpoints means nothing
            balancer.update(endpoints);
        }

        assertThat(picked).hasSize(size);
    }

    private static RoundRobin startingAt(int start, Endpoint... endpoints) {
        RoundRobin balancer = new RoundRobin(start);
        balancer.update(List.of(endpoints));
        return balancer;
    }

    private static List<Endpoint> picks(RoundRobin balancer, int count) {
        List<Endpoint> picked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            picked.add(balancer.pick(FakeCall.anonymous()));
        }
        return picked;
    }
}
