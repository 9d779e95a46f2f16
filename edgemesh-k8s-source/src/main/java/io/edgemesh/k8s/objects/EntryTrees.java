package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.model.SessionAffinity;
import io.edgemesh.api.model.TrafficPolicy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an entry as the manifests that it could have come from: reading them gives the same entry again. */
public final class EntryTrees {
    private static final Map<ServiceType, String> TYPES = Map.of(
            ServiceType.CLUSTER_IP, "ClusterIP",
            ServiceType.NODE_PORT, "NodePort",
            ServiceType.LOAD_BALANCER, "LoadBalancer",
            ServiceType.EXTERNAL_NAME, "ExternalName");

    private EntryTrees() {}

    /** Returns a Service, EndpointSlices and, where the entry has a policy, a DestinationRule. */
    public static List<Map<String, Object>> of(ServiceEntry entry) {
        List<Map<String, Object>> trees = new ArrayList<>();
        trees.add(service(entry.service()));
        entry.endpoints().forEach((port, endpoints) -> addSlices(entry, port, endpoints, trees));
        TrafficPolicy policy = entry.policy();
        if (policy != null && !policy.equals(annotated(entry.service()))) {
            trees.add(rule(entry, policy));
        }
        return trees;
    }

    private static @Nullable TrafficPolicy annotated(Service service) {
        String name = service.annotations().get(ServiceParts.POLICY_ANNOTATION);
        return name == null ? null : TrafficPolicy.of(name);
    }

    private static Map<String, Object> service(Service service) {
        Map<String, Object> metadata = metadata(service, service.name().name());
        put(metadata, "labels", service.labels().isEmpty() ? null : service.labels());
        put(metadata, "annotations", service.annotations().isEmpty() ? null : service.annotations());
        Map<String, Object> spec = new LinkedHashMap<>();
        put(spec, "type", TYPES.get(service.type()));
        spec.put("clusterIPs", service.headless() ? List.of("None") : texts(service.clusterIps()));
        put(spec, "externalIPs", service.externalIps().isEmpty() ? null : texts(service.externalIps()));
        spec.put("ports", service.ports().stream().map(EntryTrees::port).toList());
        put(spec, "externalName", service.externalName());
        put(spec, "publishNotReadyAddresses", service.publishNotReadyAddresses() ? true : null);
        SessionAffinity affinity = service.sessionAffinity();
        if (affinity != null) {
            spec.put("sessionAffinity", "ClientIP");
            spec.put(
                    "sessionAffinityConfig",
                    Map.of(
                            "clientIP",
                            Map.of("timeoutSeconds", affinity.timeout().toSeconds())));
        }
        return object("v1", "Service", metadata, "spec", spec);
    }

    private static Map<String, Object> port(ServicePort port) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", port.name());
        tree.put("port", port.port());
        tree.put("protocol", port.protocol().name());
        put(tree, "appProtocol", port.appProtocol());
        put(tree, "nodePort", port.nodePort() == 0 ? null : port.nodePort());
        return tree;
    }

    /** A slice for each run of endpoints of one family and port number, with names that keep their order. */
    private static void addSlices(
            ServiceEntry entry, String port, List<Endpoint> endpoints, List<Map<String, Object>> trees) {
        int start = 0;
        for (int i = 1; i <= endpoints.size(); i++) {
            if (i == endpoints.size() || !alike(endpoints.get(start), endpoints.get(i))) {
                String name = String.format("%s-%s-%06d", entry.name().name(), port, start);
                trees.add(slice(entry.service(), name, port, endpoints.subList(start, i)));
                start = i;
            }
        }
    }

    private static boolean alike(Endpoint one, Endpoint other) {
        return one.address().getPort() == other.address().getPort() && isIpv6(one) == isIpv6(other);
    }

    private static boolean isIpv6(Endpoint endpoint) {
        return endpoint.address().getAddress() instanceof Inet6Address;
    }

    private static Map<String, Object> slice(Service service, String name, String port, List<Endpoint> endpoints) {
        Map<String, Object> metadata = metadata(service, name);
        metadata.put(
                "labels",
                Map.of(EndpointSliceReader.SERVICE_LABEL, service.name().name()));
        int number = endpoints.get(0).address().getPort();
        Map<String, Object> tree = object(
                "discovery.k8s.io/v1",
                "EndpointSlice",
                metadata,
                "addressType",
                isIpv6(endpoints.get(0)) ? "IPv6" : "IPv4");
        tree.put("ports", number == 0 ? List.of() : List.of(Map.of("name", port, "port", number)));
        tree.put("endpoints", endpoints.stream().map(EntryTrees::endpoint).toList());
        return tree;
    }

    private static Map<String, Object> endpoint(Endpoint endpoint) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("addresses", List.of(endpoint.address().getAddress().getHostAddress()));
        put(tree, "nodeName", endpoint.node());
        put(tree, "hostname", endpoint.hostname());
        put(tree, "zone", endpoint.zone());
        boolean leaving = endpoint.state() == Endpoint.State.TERMINATING;
        if (endpoint.state() != Endpoint.State.READY) { // which is what no condition means
            tree.put("conditions", Map.of("ready", false, "serving", leaving, "terminating", leaving));
        }
        return tree;
    }

    private static Map<String, Object> rule(ServiceEntry entry, TrafficPolicy policy) {
        Map<String, Object> balancer = policy.loadBalancer().equals("CONSISTENT_HASH")
                ? Map.of("consistentHash", policy.parameters())
                : Map.of("simple", policy.loadBalancer());
        Map<String, Object> spec =
                Map.of("host", entry.name().name(), "trafficPolicy", Map.of("loadBalancer", balancer));
        return object(
                "networking.istio.io/v1",
                "DestinationRule",
                metadata(entry.service(), entry.name().name()),
                "spec",
                spec);
    }

    private static Map<String, Object> object(
            String apiVersion, String kind, Map<String, Object> metadata, String key, Object value) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", apiVersion);
        tree.put("kind", kind);
        tree.put("metadata", metadata);
        tree.put(key, value);
        return tree;
    }

    private static void put(Map<String, Object> tree, String key, @Nullable Object value) {
        if (value != null) {
            tree.put(key, value);
        }
    }

    private static Map<String, Object> metadata(Service service, String name) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", service.name().namespace());
        return metadata;
    }

    private static List<String> texts(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).toList();
    }
}
