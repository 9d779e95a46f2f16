package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.TrafficPolicy;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a DestinationRule says of load balancing. What the mesh has nothing for is remarked upon, and the rest of
 * the rule, or the mesh's default policy, is in force.
 */
final class DestinationRuleReader {
    private static final Set<String> HASH_KEYS = Set.of("httpHeaderName", "useSourceIp");

    private DestinationRuleReader() {}

    static KubeObject.@Nullable Rule read(ObjectId id, Fields rule, Consumer<String> remarks) {
        Fields spec = rule.below("spec");
        Fields policy = spec.below("trafficPolicy");
        leaveOut(spec, "subsets", remarks);
        for (Object key : policy.keys()) {
            if (!key.equals("loadBalancer")) {
                leaveOut(policy, key.toString(), remarks);
            }
        }
        TrafficPolicy read = policy(policy.below("loadBalancer"), remarks);
        return read == null ? null : new KubeObject.Rule(id, host(id, spec, remarks), read);
    }

    private static void leaveOut(Fields fields, String key, Consumer<String> remarks) {
        if (fields.has(key)) {
            remarks.accept(fields.path(key) + ": nothing here takes it up; the rest of the rule is in force");
        }
    }

    private static @Nullable TrafficPolicy policy(Fields balancer, Consumer<String> remarks) {
        if (balancer.has("consistentHash")) {
            return consistentHash(balancer.below("consistentHash"), remarks);
        }
        String simple = balancer.text("simple");
        if (simple == null || simple.equals("UNSPECIFIED")) {
            return null;
        }
        return switch (simple) {
            case "ROUND_ROBIN", "RANDOM", "LEAST_REQUEST" -> TrafficPolicy.of(simple);
            case "LEAST_CONN" -> TrafficPolicy.of("LEAST_REQUEST"); // what Istio called it before 1.14
            default -> {
                remarks.accept(balancer.path("simple") + ": \"" + simple + "\" is none of ROUND_ROBIN, RANDOM,"
                        + " LEAST_REQUEST; the mesh's default policy is in force");
                yield null;
            }
        };
    }

    private static @Nullable TrafficPolicy consistentHash(Fields hash, Consumer<String> remarks) {
        for (Object key : hash.keys()) {
            if (!HASH_KEYS.contains(key)) {
                remarks.accept(hash.path(key.toString()) + ": nothing here takes it up");
            }
        }
        String header = hash.text("httpHeaderName");
        if (header != null) {
            return new TrafficPolicy("CONSISTENT_HASH", Map.of("httpHeaderName", header));
        }
        if (hash.flag("useSourceIp", false)) {
            return new TrafficPolicy("CONSISTENT_HASH", Map.of("useSourceIp", true));
        }
        remarks.accept(hash.path("httpHeaderName") + ": no key to hash by that is known here (expected: httpHeaderName"
                + " or useSourceIp: true); the mesh's default policy is in force");
        return null;
    }

    /** A name alone is a service of the rule's namespace; {@code name.namespace.svc...} names any. */
    private static ServiceName host(ObjectId id, Fields spec, Consumer<String> remarks) {
        String host = spec.text("host");
        if (host == null) {
            return id.name();
        }
        String[] labels = host.split("\\.", -1);
        if (host.contains("*") || labels[0].isEmpty() || (labels.length > 2 && !labels[2].equals("svc"))) {
            remarks.accept("spec.host: \"" + host + "\" names no service of the cluster; the rule is taken for service "
                    + id.name());
            return id.name();
        }
        return new ServiceName(labels.length == 1 ? id.name().namespace() : labels[1], labels[0]);
    }
}
