package io.edgemesh.lb.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.lb.Balancing;
import io.edgemesh.api.lb.FakeCall;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.SessionAffinity;
import io.edgemesh.lb.health.EndpointHealthLayer;
import io.edgemesh.lb.leastrequest.LeastRequestProvider;
import io.edgemesh.lb.roundrobin.RoundRobinProvider;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionAffinityTest {
    private static final FakeCall CLIENT = FakeCall.ofClient(1);
    private static final List<Endpoint> ENDPOINTS = Balancing.endpoints(5);

    private final Balancing balancing = new Balancing();
    private final LoadBalancerContext context =
            balancing.context(Map.of(), new SessionAffinity(Duration.ofMinutes(10)));

    @AfterEach
    void close() {
        balancing.close();
    }

    @Test
    void leavesServicesAloneThatDoNotAskForIt() {
        LoadBalancerContext plain = balancing.context(Map.of());
        LoadBalancer inner = new RoundRobinProvider().create(plain);

        assertThat(new SessionAffinityLayer().wrap(inner, plain)).isSameAs(inner);
    }

    @Test
    void sendsAClientToTheEndpointItHadLast() {
        LoadBalancer balancer = affine(new RoundRobinProvider().create(context));
        Endpoint first = balancer.pick(CLIENT);

        Set<Endpoint> later = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            later.add(balancer.pick(CLIENT));
        }

        assertThat(later).containsExactly(first);
    }

    @Test
    void spreadsDifferentClients() {
        LoadBalancer balancer = affine(new RoundRobinProvider().create(context));

        assertThat(Balancing.clients(100).map(balancer::pick)).containsAll(ENDPOINTS);
    }

    @Test
    void forgetsAClientOnceItsTimeoutHasPassedSinceItsLastConnection() {
        LoadBalancer balancer = affine(new RoundRobinProvider().create(context));
        Endpoint first = balancer.pick(CLIENT);
        balancing.ticker().advance(9, TimeUnit.MINUTES);
        assertThat(balancer.pick(CLIENT)).isEqualTo(first);
        balancing.ticker().advance(9, TimeUnit.MINUTES);
        assertThat(balancer.pick(CLIENT)).isEqualTo(first);

        balancing.ticker().advance(11, TimeUnit.MINUTES);

        assertThat(balancer.pick(CLIENT)).isNotEqualTo(first); // the next in turn
    }

    @Test
    void movesAClientWhoseEndpointLeavesAndKeepsItThere() {
        LoadBalancer balancer = affine(new RoundRobinProvider().create(context));
        Endpoint first = balancer.pick(CLIENT);
        balancer.update(ENDPOINTS.stream().filter(e -> !e.equals(first)).toList());

        Endpoint second = balancer.pick(CLIENT);
        balancer.update(ENDPOINTS);

        assertThat(second).isNotEqualTo(first);
        assertThat(balancer.pick(CLIENT)).isEqualTo(second);
    }

    @Test
    void movesAClientThatHasTriedItsEndpointInVain() {
        LoadBalancer balancer = affine(new RoundRobinProvider().create(context));
        Endpoint first = balancer.pick(CLIENT);

        Endpoint second = balancer.pick(CLIENT.havingTried(List.of(first)));

        assertThat(second).isNotEqualTo(first);
        assertThat(balancer.pick(CLIENT)).isEqualTo(second);
    }

    @Test
    void movesAClientWhoseEndpointIsEjected() {
        LoadBalancer healthAware = new EndpointHealthLayer().wrap(new RoundRobinProvider().create(context), context);
        LoadBalancer balancer = affine(healthAware);
        Endpoint first = balancer.pick(CLIENT);
        for (int i = 0; i < 5; i++) {
            balancer.onFailed(first, new ConnectException("refused"));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(balancer.pick(CLIENT)).isNotEqualTo(first);
        }
    }

    @Test
    void leavesTheCountsOfThePolicyBehindItRight() {
        LoadBalancer leastRequest = new LeastRequestProvider().create(context);
        LoadBalancer balancer = affine(leastRequest);
        for (int i = 0; i < 50; i++) {
            Endpoint picked = balancer.pick(CLIENT);
            balancer.onConnected(picked, 1);
            balancer.onClosed(picked);
        }

        // Were anything left outstanding at the client's endpoint, others would be preferred to it from now on.
        Endpoint home = balancer.pick(CLIENT);
        balancer.onCancelled(home);
        long onHome = Balancing.clients(3_000)
                .skip(10)
                .filter(call -> {
                    Endpoint picked = leastRequest.pick(call);
                    leastRequest.onCancelled(picked);
                    return picked.equals(home);
                })
                .count();
        assertThat(onHome).isBetween(450L, 750L); // a fifth
    }

    @Test
    void remembersNoMoreClientsThanItsLimit() throws Exception {
        SessionTable sessions = new SessionTable(Duration.ofMinutes(10), 100);
        for (int i = 0; i < 10_000; i++) {
            sessions.put(FakeCall.ofClient(i).clientAddress(), ENDPOINTS.get(0), i);
        }

        assertThat(sessions.size()).isEqualTo(100);
        assertThat(sessions.find(FakeCall.ofClient(9_999).clientAddress(), 10_000))
                .isNotNull();
    }

    @Test
    void makesRoomByForgettingClientsThatTimedOut() throws Exception {
        SessionTable sessions = new SessionTable(Duration.ofNanos(100), 100);
        InetAddress faithful = FakeCall.ofClient(0).clientAddress();
        for (int i = 1; i < 100; i++) {
            sessions.put(FakeCall.ofClient(i).clientAddress(), ENDPOINTS.get(0), i);
        }
        sessions.put(faithful, ENDPOINTS.get(1), 1_000);

        sessions.put(FakeCall.ofClient(200).clientAddress(), ENDPOINTS.get(0), 1_001);

        assertThat(sessions.size()).isLessThan(100);
        assertThat(sessions.find(faithful, 1_002)).isNotNull();
    }

    private LoadBalancer affine(LoadBalancer inner) {
        LoadBalancer balancer = new SessionAffinityLayer().wrap(inner, context);
        balancer.update(ENDPOINTS);
        return balancer;
    }
}
