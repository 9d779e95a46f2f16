package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an EndpointSlice; what belongs to no service, or has names for addresses, is remarked upon and left out. */
final class EndpointSliceReader {
    static final String SERVICE_LABEL = "kubernetes.io/service-name";

    /** For one object; Kubernetes allows 1000 endpoints with 100 ports. */
    static final int MAX_ENDPOINTS = 100_000;

    private EndpointSliceReader() {}

    static KubeObject.@Nullable Slice read(ObjectId id, Fields slice, Consumer<String> remarks) {
        String service = slice.below("metadata").textMap("labels").get(SERVICE_LABEL);
        if (service == null || service.isEmpty()) {
            remarks.accept("has no label " + SERVICE_LABEL + ", so it belongs to no service; it is left out");
            return null;
        }
        if (slice.required("addressType").equals("FQDN")) {
            remarks.accept("addressType FQDN: endpoints without IP addresses are left out");
            return null;
        }
        ServiceName owner = new ServiceName(id.name().namespace(), service);
        return new KubeObject.Slice(id, owner, endpoints(slice, remarks));
    }

    private static Map<String, List<Endpoint>> endpoints(Fields slice, Consumer<String> remarks) {
        Map<String, Integer> ports = ports(slice, remarks);
        Map<String, List<Endpoint>> result = new LinkedHashMap<>();
        int count = 0;
        for (Fields endpoint : slice.each("endpoints")) {
            for (String address : endpoint.texts("addresses")) {
                count += ports.size();
                checkCount(count);
                ports.forEach((name, port) ->
                        result.computeIfAbsent(name, n -> new ArrayList<>()).add(endpoint(endpoint, address, port)));
            }
        }
        return result;
    }

    /** A few bytes with many ports and many addresses could stand for billions of endpoints. */
    static void checkCount(int count) {
        if (count > MAX_ENDPOINTS) {
            throw new Fields.BadField("more than " + MAX_ENDPOINTS + " pairs of an address and a port");
        }
    }

    /** Numbers by name. A slice without ports has endpoints for names alone: port 0 under the empty name. */
    private static Map<String, Integer> ports(Fields slice, Consumer<String> remarks) {
        List<Fields> ports = slice.each("ports");
        if (ports.isEmpty()) {
            return Map.of("", 0);
        }
        Map<String, Integer> result = new LinkedHashMap<>();
        for (Fields port : ports) {
            if (port.has("port")) {
                result.put(port.text("name", ""), port.integer("port", 0, 1, 65535));
            } else {
                remarks.accept(port.path("port") + ": a port without a number is left out");
            }
        }
        return result;
    }

    private static Endpoint endpoint(Fields endpoint, String address, int port) {
        return new Endpoint(
                new InetSocketAddress(Addresses.parse(address, endpoint.path("addresses")), port),
                endpoint.text("nodeName"),
                1,
                state(endpoint.below("conditions")),
                endpoint.text("hostname"),
                endpoint.text("zone"));
    }

    /** Unknown readiness counts as ready, and unknown serving as readiness: so says the EndpointSlice API. */
    private static Endpoint.State state(Fields conditions) {
        boolean ready = conditions.flag("ready", true);
        if (ready) {
            return Endpoint.State.READY;
        }
        boolean leaving = conditions.flag("serving", false) && conditions.flag("terminating", false);
        return leaving ? Endpoint.State.TERMINATING : Endpoint.State.NOT_READY;
    }
}
