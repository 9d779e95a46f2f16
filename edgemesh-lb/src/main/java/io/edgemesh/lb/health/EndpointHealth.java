package io.edgemesh.lb.health;

import static java.util.Objects.requireNonNull;

import io.edgemesh.lb.health.Health.Ejected;
import io.edgemesh.lb.health.Health.InService;
import io.edgemesh.lb.health.Health.OnTrial;
import java.util.concurrent.atomic.AtomicReference;

/** The current {@link Health} of one endpoint. Safe for use by several threads. */
final class EndpointHealth {
    private final AtomicReference<Health> state = new AtomicReference<>(InService.NEW);

    Health state() {
        return requireNonNull(state.get(), "an endpoint always has a state");
    }

    boolean inService() {
        return state() instanceof InService;
    }

    /** Returns whether a pick may take it, should it come up. */
    boolean usable(long now) {
        Health health = state();
        return health instanceof InService || (health instanceof Ejected ejected && ejected.isOver(now));
    }

    /** Returns whether a pick that it came up for has it; one whose ejection is over goes to one pick only. */
    boolean claim(long now) {
        Health health = state();
        if (health instanceof Ejected ejected && ejected.isOver(now)) {
            return state.compareAndSet(ejected, ejected.onTrial());
        }
        return health instanceof InService;
    }

    /** Notes a success; returns whether that has put it back into service. */
    boolean succeeded(long now) {
        while (true) {
            Health health = state();
            Health next = afterSuccess(health, now);
            if (next.equals(health) || state.compareAndSet(health, next)) {
                return !(health instanceof InService);
            }
        }
    }

    private static Health afterSuccess(Health health, long now) {
        if (health instanceof InService inService) {
            return inService.succeeded();
        }
        return health instanceof Ejected ejected ? ejected.returned(now) : ((OnTrial) health).returned(now);
    }

    /** Notes a failure while in service; returns how many there were in a row, or 0 if it is not in service. */
    int failed() {
        while (true) {
            if (!(state() instanceof InService inService)) {
                return 0;
            }
            InService next = inService.failedOnceMore();
            if (state.compareAndSet(inService, next)) {
                return next.failures();
            }
        }
    }

    /** Ejects it if it still is in that state; returns whether it did. */
    boolean eject(Health from, Ejected to) {
        return state.compareAndSet(from, to);
    }

    /** A connection that tried it was given up: the next one may. */
    void cancelled(long now) {
        if (state() instanceof OnTrial trial) {
            state.compareAndSet(trial, trial.cancelled(now));
        }
    }
}
