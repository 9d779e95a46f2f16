package io.edgemesh.proxy.dial;

import io.edgemesh.api.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DefaultDialerProvider} documents, read and checked.
 *
 * @param policy         the name of the policy that was configured, or {@code null} for the default
 * @param policySetting  where that stands, for messages
 * @param consistentHash defaults for the parameters of {@code CONSISTENT_HASH}
 * @param attemptTimeout how long one endpoint may take
 * @param allowed        what peers may reach beside this node's endpoints
 */
record DialerSettings(
        @Nullable String policy,
        String policySetting,
        Map<String, Object> consistentHash,
        Duration attemptTimeout,
        AllowList allowed) {
    static DialerSettings read(Settings settings) {
        Settings loadBalancer = settings.section("loadBalancer");
        Duration attemptTimeout = settings.duration("attemptTimeout", Duration.ofSeconds(5));
        if (attemptTimeout.isZero()) {
            throw settings.invalid("attemptTimeout", "a positive duration");
        }
        return new DialerSettings(
                loadBalancer.string("policy"),
                loadBalancer.where("policy"),
                consistentHash(loadBalancer.section("consistentHash")),
                attemptTimeout,
                AllowList.read(settings.section("delivery"), "allow"));
    }

    /** The ring's own numbers are checked by the policy that uses them, for each service they end up in. */
    private static Map<String, Object> consistentHash(Settings section) {
        Map<String, Object> parameters = new HashMap<>();
        for (String key : new String[] {"partitionCount", "replicationFactor", "load"}) {
            Object value = section.raw(key);
            if (value != null) {
                parameters.put(key, value);
            }
        }
        return Map.copyOf(parameters);
    }
}
