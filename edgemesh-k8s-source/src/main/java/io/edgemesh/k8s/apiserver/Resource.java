package io.edgemesh.k8s.apiserver;

import io.edgemesh.k8s.objects.Kind;
import java.util.List;

/**
 * What a reflector lists and watches.
 *
 * @param kind     the kind of its objects
 * @param versions the API versions it may have, best first
 * @param plural   its name in paths
 */
record Resource(Kind kind, List<String> versions, String plural) {
    static final Resource SERVICES = new Resource(Kind.SERVICE, List.of("v1"), "services");
    static final Resource ENDPOINT_SLICES =
            new Resource(Kind.ENDPOINT_SLICE, List.of("discovery.k8s.io/v1"), "endpointslices");
    static final Resource ENDPOINTS = new Resource(Kind.ENDPOINTS, List.of("v1"), "endpoints");
    static final Resource DESTINATION_RULES = new Resource(
            Kind.DESTINATION_RULE,
            List.of("networking.istio.io/v1", "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3"),
            "destinationrules");

    /** Returns the path of all objects of all namespaces. */
    String path(String version) {
        return (version.contains("/") ? "/apis/" : "/api/") + version + '/' + plural;
    }
}
