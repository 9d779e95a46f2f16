package io.edgemesh.k8s.objects;

import io.edgemesh.api.model.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an Endpoints object. */
final class EndpointsReader {
    private EndpointsReader() {}

    static KubeObject.AllEndpoints read(ObjectId id, Fields object) {
        Map<String, List<Endpoint>> result = new LinkedHashMap<>();
        int count = 0;
        for (Fields subset : object.each("subsets")) {
            List<Fields> ready = subset.each("addresses");
            List<Fields> notReady = subset.each("notReadyAddresses");
            for (Map.Entry<String, Integer> port : ports(subset).entrySet()) {
                EndpointSliceReader.checkCount(count += ready.size() + notReady.size());
                List<Endpoint> named = result.computeIfAbsent(port.getKey(), n -> new ArrayList<>());
                ready.forEach(address -> named.add(endpoint(address, port.getValue(), Endpoint.State.READY)));
                notReady.forEach(address -> named.add(endpoint(address, port.getValue(), Endpoint.State.NOT_READY)));
            }
        }
        return new KubeObject.AllEndpoints(id, result);
    }

    private static Map<String, Integer> ports(Fields subset) {
        Map<String, Integer> result = new LinkedHashMap<>();
        for (Fields port : subset.each("ports")) {
            port.required("port");
            result.put(port.text("name", ""), port.integer("port", 0, 1, 65535));
        }
        return result.isEmpty() ? Map.of("", 0) : result;
    }

    private static Endpoint endpoint(Fields address, int port, Endpoint.State state) {
        InetSocketAddress socketAddress =
                new InetSocketAddress(Addresses.parse(address.required("ip"), address.path("ip")), port);
        return new Endpoint(socketAddress, address.text("nodeName"), 1, state, address.text("hostname"), null);
    }
}
