package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.TrafficPolicy;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All objects that say something of one service; sorted by name, so that the result does not depend on their arrival. */
final class ServiceParts {
    /** Chooses a policy by its provider's name, for policies that no DestinationRule can name. */
    static final String POLICY_ANNOTATION = "edgemesh.io/load-balancer";

    private @Nullable Service service;
    private KubeObject.@Nullable AllEndpoints allEndpoints;
    private final SortedMap<String, KubeObject.Slice> slices = new TreeMap<>();
    private final SortedMap<String, KubeObject.Rule> rules = new TreeMap<>();

    void add(KubeObject object) {
        if (object instanceof KubeObject.Declared declared) {
            service = declared.service();
        } else if (object instanceof KubeObject.Slice slice) {
            slices.put(slice.id().name().name(), slice);
        } else if (object instanceof KubeObject.AllEndpoints all) {
            allEndpoints = all;
        } else if (object instanceof KubeObject.Rule rule) {
            rules.put(rule.id().name().toString(), rule);
        }
    }

    /** Removes an object and returns whether nothing is left. */
    boolean isEmptyWithout(KubeObject object) {
        if (object instanceof KubeObject.Declared) {
            service = null;
        } else if (object instanceof KubeObject.Slice slice) {
            slices.remove(slice.id().name().name());
        } else if (object instanceof KubeObject.AllEndpoints) {
            allEndpoints = null;
        } else if (object instanceof KubeObject.Rule rule) {
            rules.remove(rule.id().name().toString());
        }
        return service == null && allEndpoints == null && slices.isEmpty() && rules.isEmpty();
    }

    @Nullable
    ServiceEntry assemble() {
        return service == null ? null : new ServiceEntry(service, endpoints(), policy(service));
    }

    /** An Endpoints object counts only where there is no slice: clusters mirror one into the other. */
    private Map<String, List<Endpoint>> endpoints() {
        if (slices.isEmpty()) {
            return merge(allEndpoints == null ? List.of() : List.of(allEndpoints.endpoints()));
        }
        return merge(slices.values().stream().map(KubeObject.Slice::endpoints).toList());
    }

    private record Place(
            InetSocketAddress address, @Nullable String node) {}

    /** An endpoint that stands in two slices, as while it moves between them, is one; the better state counts. */
    private static Map<String, List<Endpoint>> merge(Collection<Map<String, List<Endpoint>>> sources) {
        Map<String, Map<Place, Endpoint>> merged = new LinkedHashMap<>();
        for (Map<String, List<Endpoint>> source : sources) {
            source.forEach((port, endpoints) -> {
                Map<Place, Endpoint> known = merged.computeIfAbsent(port, name -> new LinkedHashMap<>());
                for (Endpoint endpoint : endpoints) {
                    known.merge(new Place(endpoint.address(), endpoint.node()), endpoint, ServiceParts::better);
                }
            });
        }
        Map<String, List<Endpoint>> result = new LinkedHashMap<>();
        merged.forEach((port, endpoints) -> {
            if (!endpoints.isEmpty()) {
                result.put(port, List.copyOf(endpoints.values()));
            }
        });
        return result;
    }

    private static Endpoint better(Endpoint one, Endpoint other) {
        return other.state().compareTo(one.state()) < 0 ? other : one;
    }

    /** The annotation names the policy; else the rule for this host counts, and last a rule that is just a namesake. */
    private @Nullable TrafficPolicy policy(Service of) {
        TrafficPolicy ruled = null;
        for (KubeObject.Rule rule : rules.values()) {
            if (rule.host().equals(of.name())) {
                ruled = rule.policy();
                break;
            }
            ruled = rule.policy();
        }
        String named = of.annotations().get(POLICY_ANNOTATION);
        return named == null || (ruled != null && ruled.loadBalancer().equals(named)) ? ruled : TrafficPolicy.of(named);
    }
}
