package io.edgemesh.lb.health;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When and for how long endpoints are ejected.
 *
 * @param enabled             whether they are at all
 * @param consecutiveFailures so many in a row eject
 * @param baseTime            how long the first ejection lasts
 * @param maxTime             how long any lasts at most
 * @param maxPercent          the share of endpoints that may be ejected at once
 */
record EjectionRules(boolean enabled, int consecutiveFailures, Duration baseTime, Duration maxTime, int maxPercent) {
    private static final int JITTER_PARTS = 10;
    private static final int MAX_DOUBLINGS = 20;

    static EjectionRules from(Settings settings) {
        Duration base = settings.duration("baseEjectionTime", Duration.ofSeconds(30));
        if (base.isZero()) {
            throw settings.invalid("baseEjectionTime", "a duration such as 30s");
        }
        Duration fallback = base.compareTo(Duration.ofMinutes(5)) > 0 ? base : Duration.ofMinutes(5);
        Duration max = settings.duration("maxEjectionTime", fallback);
        if (max.compareTo(base) < 0) {
            throw new ConfigurationException(settings.where("maxEjectionTime") + ": " + max.toSeconds()
                    + " s is less than baseEjectionTime, " + base.toSeconds() + " s");
        }
        return new EjectionRules(
                settings.flag("enabled", true),
                settings.integer("consecutiveFailures", 5, 1, 1_000),
                base,
                max,
                settings.integer("maxEjectionPercent", 50, 0, 100));
    }

    /** Returns how many of so many endpoints may be ejected at once; never all. */
    int maxEjected(int endpoints) {
        int share = (int) (((long) endpoints * maxPercent + 99) / 100);
        return Math.min(share, endpoints - 1);
    }

    /** Returns how long the ejection with that number, counted from 1, lasts. */
    long nanos(int ejection, RandomGenerator random) {
        int doublings = Math.min(ejection - 1, MAX_DOUBLINGS);
        long base = baseTime.toNanos();
        long max = maxTime.toNanos();
        long nanos = base > max >> doublings ? max : base << doublings;
        return nanos - random.nextLong(nanos / JITTER_PARTS + 1);
    }
}
