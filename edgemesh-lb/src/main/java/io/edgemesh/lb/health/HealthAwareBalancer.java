package io.edgemesh.lb.health;

import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.LoadBalancerContext;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.lb.EndpointKey;
import io.edgemesh.lb.health.Health.Ejected;
import io.edgemesh.lb.health.Health.InService;
import io.edgemesh.lb.health.Health.OnTrial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the balancer behind it that a call has tried the ejected endpoints, so that it picks others and still counts by
 * its own policy. While nothing is ejected, picks pass straight through.
 *
 * <p><b>Threads:</b> picks, successes and single failures take no lock; ejections, returns and updates share one, for a
 * moment.
 */
final class HealthAwareBalancer implements LoadBalancer {
    private final LoadBalancer inner;
    private final EjectionRules rules;
    private final LoadBalancerContext context;
    private final EjectionLog log;
    private final Object lock = new Object(); // of what changes the number of ejected endpoints
    private volatile Map<EndpointKey, EndpointHealth> healthByKey = Map.of();
    private volatile boolean anyEjected;

    HealthAwareBalancer(LoadBalancer inner, EjectionRules rules, LoadBalancerContext context) {
        this.inner = inner;
        this.rules = rules;
        this.context = context;
        this.log = new EjectionLog(context.service().name());
    }

    @Override
    public void update(List<Endpoint> endpoints) {
        synchronized (lock) {
            Map<EndpointKey, EndpointHealth> next = new HashMap<>();
            for (Endpoint endpoint : endpoints) {
                EndpointKey key = EndpointKey.of(endpoint);
                EndpointHealth known = healthByKey.get(key);
                next.put(key, known == null ? new EndpointHealth() : known);
            }
            healthByKey = next;
            anyEjected = countEjected() > 0;
        }
        inner.update(endpoints);
    }

    @Override
    public @Nullable Endpoint pick(Call call) {
        if (!anyEjected) {
            return inner.pick(call);
        }
        long now = context.ticker().nanoTime();
        Endpoint untried = pick(new HealthyOnly(call, true, this, now), now);
        if (untried != null) {
            return untried;
        }
        Endpoint healthy = pick(new HealthyOnly(call, false, this, now), now);
        return healthy == null ? inner.pick(call) : healthy; // an ejected one, rather than none
    }

    private @Nullable Endpoint pick(Call call, long now) {
        Endpoint picked = inner.pick(call);
        if (picked == null) {
            return null;
        }
        EndpointHealth health = healthByKey.get(EndpointKey.of(picked));
        if (health == null || health.claim(now)) {
            return picked;
        }
        inner.onCancelled(picked);
        return null;
    }

    boolean usable(Endpoint endpoint, long now) {
        EndpointHealth health = healthByKey.get(EndpointKey.of(endpoint));
        return health == null || health.usable(now);
    }

    @Override
    public void onConnected(Endpoint endpoint, long connectNanos) {
        EndpointHealth health = healthByKey.get(EndpointKey.of(endpoint));
        if (health != null && health.succeeded(context.ticker().nanoTime())) {
            synchronized (lock) {
                anyEjected = countEjected() > 0;
            }
            log.returned(endpoint);
        }
        inner.onConnected(endpoint, connectNanos);
    }

    @Override
    public void onFailed(Endpoint endpoint, Throwable failure) {
        EndpointHealth health = healthByKey.get(EndpointKey.of(endpoint));
        if (health != null) {
            failed(endpoint, health, failure);
        }
        inner.onFailed(endpoint, failure);
    }

    private void failed(Endpoint endpoint, EndpointHealth health, Throwable failure) {
        long now = context.ticker().nanoTime();
        int failures = health.failed();
        Ejected ejected = failures == 0 ? ejectAgain(health, now) : ejectIfDue(health, failures, now);
        if (ejected != null && failures == 0) {
            log.stillFailing(endpoint, failure, ejected.until() - now);
        } else if (ejected != null) {
            log.ejected(endpoint, failure, failures, ejected.until() - now);
        }
    }

    private @Nullable Ejected ejectAgain(EndpointHealth health, long now) {
        if (!(health.state() instanceof OnTrial trial)) {
            return null; // an answer to a pick from before its ejection
        }
        Ejected again = ejection(trial.ejections() + 1, now);
        return health.eject(trial, again) ? again : null;
    }

    private @Nullable Ejected ejectIfDue(EndpointHealth health, int failures, long now) {
        if (failures < rules.consecutiveFailures()) {
            return null;
        }
        synchronized (lock) {
            if (!(health.state() instanceof InService inService)
                    || countEjected() >= rules.maxEjected(healthByKey.size())) {
                return null;
            }
            Ejected ejected =
                    ejection(inService.nextEjection(now, rules.maxTime().toNanos()), now);
            boolean done = health.eject(inService, ejected);
            anyEjected |= done;
            return done ? ejected : null;
        }
    }

    private Ejected ejection(int number, long now) {
        return new Ejected(number, now + rules.nanos(number, context.random()));
    }

    private int countEjected() {
        int count = 0;
        for (EndpointHealth health : healthByKey.values()) {
            count += health.inService() ? 0 : 1;
        }
        return count;
    }

    @Override
    public void onCancelled(Endpoint endpoint) {
        EndpointHealth health = healthByKey.get(EndpointKey.of(endpoint));
        if (health != null) {
            health.cancelled(context.ticker().nanoTime());
        }
        inner.onCancelled(endpoint);
    }

    @Override
    public void onClosed(Endpoint endpoint) {
        inner.onClosed(endpoint);
    }

    @Override
    public void close() {
        inner.close();
    }
}
