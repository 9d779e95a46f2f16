package io.edgemesh.lb.consistenthash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistentHashTest {
    private static final int CLIENTS = 300;

    @Test
    void sendsAClientToTheSameEndpointEachTime() {
        LoadBalancer balancer = create(Map.of(), Balancing.endpoints(10));

        assertThat(homes(balancer)).isEqualTo(homes(balancer));
    }

    @Test
    void goesByTheHeaderAndNotByTheClient() {
        LoadBalancer balancer = create(Map.of("httpHeaderName", "X-User"), Balancing.endpoints(10));
        Set<Endpoint> ofOneUser = new HashSet<>();
        Set<Endpoint> ofManyUsers = new HashSet<>();

        Balancing.clients(CLIENTS).forEach(call -> {
            ofOneUser.add(balancer.pick(call.withHeader("X-User", "mary")));
            ofManyUsers.add(balancer.pick(FakeCall.from("10.0.0.1")
                    .withHeader("X-User", call.clientAddress().toString())));
        });

        assertThat(ofOneUser).hasSize(1);
        assertThat(ofManyUsers).hasSize(10);
    }

    @Test
    void goesByTheClientWhereTheHeaderIsMissing() {
        LoadBalancer byHeader = create(Map.of("httpHeaderName", "X-User"), Balancing.endpoints(10));
        LoadBalancer byClient = create(Map.of("useSourceIp", true), Balancing.endpoints(10));

        assertThat(homes(byHeader)).isEqualTo(homes(byClient));
    }

    @Test
    void spreadsCallsThatHaveNoKey() {
        LoadBalancer balancer = create(Map.of("httpHeaderName", "X-User"), Balancing.endpoints(5));
        Set<Endpoint> picked = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            picked.add(balancer.pick(FakeCall.anonymous()));
        }

        assertThat(picked).hasSize(5);
    }

    @Test
    void agreesWithAnotherNodeThatWasToldInAnotherOrder() {
        List<Endpoint> endpoints = Balancing.endpoints(10);
        List<Endpoint> shuffled = new ArrayList<>(endpoints);
        Collections.shuffle(shuffled, new Random(3));

        assertThat(homes(create(Map.of(), endpoints))).isEqualTo(homes(create(Map.of(), shuffled)));
    }

    @Property(tries = 100)
    void removingAnEndpointMovesOnlyItsKeys(
            @ForAll @IntRange(min = 2, max = 30) int size, @ForAll @IntRange(min = 0, max = 29) int which) {
        List<Endpoint> endpoints = Balancing.endpoints(size);
        Endpoint removed = endpoints.get(which % size);
        LoadBalancer balancer = create(Map.of(), endpoints);
        Map<FakeCall, Endpoint> before = homes(balancer);

        List<Endpoint> left = new ArrayList<>(endpoints);
        left.remove(removed);
        balancer.update(left);

        homes(balancer).forEach((call, home) -> {
            if (before.get(call).equals(removed)) {
                assertThat(home).isIn(left);
            } else {
                assertThat(home).isEqualTo(before.get(call));
            }
        });
    }

    @Property(tries = 100)
    void aTriedEndpointMovesOnlyItsKeys(@ForAll @IntRange(min = 2, max = 30) int size) {
        List<Endpoint> endpoints = Balancing.endpoints(size);
        LoadBalancer balancer = create(Map.of(), endpoints);
        Endpoint tried = endpoints.get(0);

        homes(balancer).forEach((call, home) -> {
            Endpoint picked = balancer.pick(call.havingTried(List.of(tried)));
            if (home.equals(tried)) {
                assertThat(picked).isNotEqualTo(tried);
            } else {
                assertThat(picked).isEqualTo(home);
            }
        });
    }

    @Property(tries = 100)
    void aNewcomerTakesOnlyWhatIsItsOwnOrAboveTheBound(@ForAll @IntRange(min = 1, max = 30) int size) {
        List<Endpoint> endpoints = Balancing.endpoints(size + 1);
        Endpoint newcomer = endpoints.get(size);
        // A bound that nobody reaches, so that nothing has to move because of it.
        LoadBalancer balancer = create(Map.of("load", "1000"), endpoints.subList(0, size));
        Map<FakeCall, Endpoint> before = homes(balancer);

        balancer.update(endpoints);

        homes(balancer).forEach((call, home) -> assertThat(home).isIn(before.get(call), newcomer));
    }

    /** After any history of updates, no endpoint owns more than its bound. */
    @Property(tries = 100)
    void noEndpointHasMoreThanItsBoundOfThePartitions(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 20) Integer> sizes, @ForAll long seed) {
        Random random = new Random(seed);
        HashParameters parameters = new HashParameters(null, 100, 10, 1.25);
        PartitionTable table = PartitionTable.empty(parameters);
        for (int size : sizes) {
            List<Endpoint> endpoints = new ArrayList<>(Balancing.endpoints(30));
            Collections.shuffle(endpoints, random);
            table = table.with(endpoints.subList(0, size));

            Map<Endpoint, Integer> owned = new HashMap<>();
            for (int partition = 0; partition < 100; partition++) {
                owned.merge(table.find(partition, FakeCall.anonymous()), 1, Integer::sum);
            }
            int bound = (int) Math.ceil(125.0 / size);
            assertThat(owned.values()).allMatch(count -> count <= bound);
        }
    }

    @Test
    void givesAHeavyEndpointMoreOfTheKeys() {
        List<Endpoint> endpoints = IntStream.range(0, 4)
                .mapToObj(i -> Balancing.endpoint(i).withWeight(i == 0 ? 5 : 1))
                .toList();
        LoadBalancer balancer = create(Map.of("partitionCount", 1000, "replicationFactor", 100), endpoints);

        long onHeavy = homes(balancer).values().stream()
                .filter(endpoints.get(0)::equals)
                .count();

        assertThat((double) onHeavy / CLIENTS).isBetween(0.5, 0.8); // its share is 5/8
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load | 0.9 | test, load: \"0.9\" is not valid (expected: a number from 1 to 1000, such as 1.25)",
                "load | much | test, load: \"much\" is not valid (expected: a number from 1 to 1000, such as 1.25)",
                "partitionCount | 0 | test, partitionCount: \"0\" is not valid"
                        + " (expected: a whole number from 1 to 1000000)",
                "replicationFactor | x | test, replicationFactor: \"x\" is not valid"
                        + " (expected: a whole number from 1 to 1000)",
                "useSourceIp | yes | test, useSourceIp: \"yes\" is not valid (expected: true or false)",
            })
    void saysWhatIsWrongWithAParameter(String key, String value, String message) {
        assertThatThrownBy(() -> create(Map.of(key, value), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTwoKeysAtOnce() {
        assertThatThrownBy(() -> create(Map.of("httpHeaderName", "X-User", "useSourceIp", true), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("test, useSourceIp: true contradicts httpHeaderName \"X-User\" (expected: one of the two)");
    }

    private static LoadBalancer create(Map<String, ?> parameters, List<Endpoint> endpoints) {
        try (Balancing balancing = new Balancing()) {
            LoadBalancer balancer = new ConsistentHashProvider().create(balancing.context(parameters));
            balancer.update(endpoints);
            return balancer;
        }
    }

    private static Map<FakeCall, Endpoint> homes(LoadBalancer balancer) {
        Map<FakeCall, Endpoint> homes = new HashMap<>();
        Balancing.clients(CLIENTS).forEach(call -> homes.put(call, balancer.pick(call)));
        return homes;
    }
}
