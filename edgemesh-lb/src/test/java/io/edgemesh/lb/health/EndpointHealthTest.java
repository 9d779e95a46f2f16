package io.edgemesh.lb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.leastrequest.LeastRequestProvider;
import io.edgemesh.lb.roundrobin.RoundRobinProvider;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EndpointHealthTest {
    private static final ConnectException REFUSED = new ConnectException("Connection refused");
    private static final List<Endpoint> ENDPOINTS = Balancing.endpoints(4);
    private static final Endpoint DEAD = ENDPOINTS.get(0);

    private final Balancing balancing = new Balancing();
    private final LoadBalancer balancer = create(Map.of());

    @AfterEach
    void close() {
        balancing.close();
    }

    @Test
    void ejectsAnEndpointAfterFiveFailuresInARow() {
        fail(DEAD, 4);
        assertThat(picked(20)).contains(DEAD);

        fail(DEAD, 1);

        assertThat(picked(20)).doesNotContain(DEAD).hasSize(3);
    }

    @Test
    void countsFailuresInARowOnly() {
        fail(DEAD, 4);
        balancer.onConnected(DEAD, 1);
        fail(DEAD, 4);

        assertThat(picked(20)).contains(DEAD);
    }

    @Test
    void triesAnEjectedEndpointWithOneConnectionOnceItsTimeIsOver() {
        fail(DEAD, 5);
        balancing.ticker().advance(26, TimeUnit.SECONDS);
        assertThat(picked(20)).doesNotContain(DEAD);

        balancing.ticker().advance(4, TimeUnit.SECONDS);

        assertThat(pickTimes(20).stream().filter(DEAD::equals)).hasSize(1);
    }

    @Test
    void putsAnEndpointBackIntoServiceOnceItAnswers() {
        fail(DEAD, 5);
        balancing.ticker().advance(30, TimeUnit.SECONDS);
        assertThat(pickTimes(8)).contains(DEAD);

        balancer.onConnected(DEAD, 1);

        assertThat(pickTimes(20).stream().filter(DEAD::equals)).hasSizeGreaterThan(3);
    }

    @Test
    void ejectsForLongerEachTimeUpToALimit() {
        fail(DEAD, 5);
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            seconds.add(secondsUntilTried());
            fail(DEAD, 1);
        }

        List<Long> longest = List.of(30L, 60L, 120L, 240L, 300L, 300L, 300L);
        for (int i = 0; i < seconds.size(); i++) {
            assertThat(seconds.get(i)).isBetween(longest.get(i) * 9 / 10, longest.get(i));
        }
    }

    @Test
    void triesAgainSoonWhenTheTrialWasGivenUp() {
        fail(DEAD, 5);
        balancing.ticker().advance(30, TimeUnit.SECONDS);
        assertThat(pickTimes(8)).contains(DEAD);

        balancer.onCancelled(DEAD);

        assertThat(pickTimes(8)).contains(DEAD);
    }

    @Test
    void ejectsNoMoreThanHalfOfTheEndpoints() {
        ENDPOINTS.forEach(endpoint -> fail(endpoint, 20));

        assertThat(picked(20)).hasSize(2);
    }

    @Test
    void neverEjectsTheOnlyEndpoint() {
        balancer.update(List.of(DEAD));

        fail(DEAD, 20);

        assertThat(picked(5)).containsExactly(DEAD);
    }

    @Test
    void picksAnEjectedEndpointWhereOnlySuchAreLeft() {
        fail(DEAD, 5);

        balancer.update(List.of(DEAD));

        assertThat(picked(5)).containsExactly(DEAD);
    }

    @Test
    void remembersAnEjectionThroughAnUpdate() {
        fail(DEAD, 5);

        balancer.update(ENDPOINTS.stream().map(e -> e.withWeight(2)).toList());

        assertThat(picked(20)).hasSize(3).doesNotContain(DEAD.withWeight(2));
    }

    @Test
    void ejectsNothingWhereItIsSwitchedOff() {
        LoadBalancerContext off = balancing.context(Map.of("outlierDetection", Map.of("enabled", false)));
        LoadBalancer inner = new RoundRobinProvider().create(off);

        assertThat(new EndpointHealthLayer().wrap(inner, off)).isSameAs(inner);
    }

    @Test
    void saysWhatIsWrongWithAParameter() {
        assertThatThrownBy(() -> create(Map.of("maxEjectionPercent", 101)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("test, outlierDetection.maxEjectionPercent: \"101\" is not valid"
                        + " (expected: a whole number from 0 to 100)");
        assertThatThrownBy(() -> create(Map.of("baseEjectionTime", "60s", "maxEjectionTime", "30s")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("test, outlierDetection.maxEjectionTime: 30 s is less than baseEjectionTime, 60 s");
    }

    @Test
    void logsOneLineAtEjectionAndOneAtReturn() {
        Logger logger = (Logger) LoggerFactory.getLogger(EjectionLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            fail(DEAD, 20);
            balancing.ticker().advance(30, TimeUnit.SECONDS);
            pickTimes(8);
            balancer.onFailed(DEAD, REFUSED);
            balancing.ticker().advance(60, TimeUnit.SECONDS);
            pickTimes(8);
            balancer.onConnected(DEAD, 1);
            balancer.onConnected(DEAD, 1);
        } finally {
            logger.detachAppender(lines);
        }

        List<String> loud = lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        assertThat(loud).hasSize(2);
        assertThat(loud.get(0)).matches("endpoint ejected after 5 failed connects, next try in (2[789]|30) s");
        assertThat(loud.get(1)).isEqualTo("endpoint answers again and is back in service");
    }

    /** The balancer behind the layer gets exactly one outcome for each of its picks, those that the layer threw away too. */
    @Property(tries = 100)
    void passesOnExactlyOneOutcomeForEachPick(@ForAll long seed) {
        Random random = new Random(seed);
        Outcomes outcomes = new Outcomes();
        try (Balancing mine = new Balancing(seed)) {
            LoadBalancer layered = new EndpointHealthLayer().wrap(outcomes, mine.context(Map.of()));
            layered.update(ENDPOINTS);
            for (int i = 0; i < 500; i++) {
                Endpoint picked = layered.pick(FakeCall.anonymous().havingTried(someOf(ENDPOINTS, random)));
                switch (random.nextInt(4)) {
                    case 0 -> layered.onConnected(picked, 1);
                    case 1 -> layered.onCancelled(picked);
                    default -> layered.onFailed(picked, REFUSED);
                }
                mine.ticker().advance(random.nextInt(5), TimeUnit.SECONDS);
            }
        }

        assertThat(outcomes.outstanding.values()).allMatch(count -> count == 0);
    }

    private static final class Outcomes implements LoadBalancer {
        final Map<Endpoint, Integer> outstanding = new HashMap<>();
        private final LoadBalancer next;

        Outcomes() {
            try (Balancing balancing = new Balancing()) {
                next = new LeastRequestProvider().create(balancing.context(Map.of()));
            }
        }

        @Override
        public void update(List<Endpoint> endpoints) {
            next.update(endpoints);
        }

        @Override
        public Endpoint pick(Call call) {
            Endpoint picked = next.pick(call);
            outstanding.merge(picked, 1, Integer::sum);
            return picked;
        }

        @Override
        public void onConnected(Endpoint endpoint, long connectNanos) {
            outstanding.merge(endpoint, -1, Integer::sum);
        }

        @Override
        public void onFailed(Endpoint endpoint, Throwable failure) {
            outstanding.merge(endpoint, -1, Integer::sum);
        }

        @Override
        public void onCancelled(Endpoint endpoint) {
            outstanding.merge(endpoint, -1, Integer::sum);
        }
    }

    private LoadBalancer create(Map<String, ?> outlierDetection) {
        LoadBalancerContext context = balancing.context(Map.of("outlierDetection", outlierDetection));
        LoadBalancer created = new EndpointHealthLayer().wrap(new RoundRobinProvider().create(context), context);
        created.update(ENDPOINTS);
        return created;
    }

    private void fail(Endpoint endpoint, int times) {
        for (int i = 0; i < times; i++) {
            balancer.onFailed(endpoint, REFUSED);
        }
    }

    private List<Endpoint> pickTimes(int times) {
        List<Endpoint> picked = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            picked.add(balancer.pick(FakeCall.anonymous()));
        }
        return picked;
    }

    private Set<Endpoint> picked(int times) {
        return new HashSet<>(pickTimes(times));
    }

    private long secondsUntilTried() {
        long seconds = 0;
        while (!pickTimes(4).contains(DEAD)) {
            balancing.ticker().advance(1, TimeUnit.SECONDS);
            seconds++;
        }
        return seconds;
    }

    private static List<Endpoint> someOf(List<Endpoint> endpoints, Random random) {
        return endpoints.stream().filter(endpoint -> random.nextBoolean()).toList();
    }
}
