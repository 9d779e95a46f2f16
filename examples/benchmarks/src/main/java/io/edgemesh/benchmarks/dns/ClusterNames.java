package io.edgemesh.benchmarks.dns;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** The services that every server in a comparison answers for: number {@code i} of any of them is always the same. */
final class ClusterNames {
    private static final int NAMESPACES = 20;

    private ClusterNames() {}

    static String service(int i) {
        return "service-" + i;
    }

    static String namespace(int i) {
        return "namespace-" + i % NAMESPACES;
    }

    static String domainName(int i) {
        return service(i) + '.' + namespace(i) + ".svc.cluster.local";
    }

    static String clusterIp(int i) {
        return "10.96." + (i >> 8 & 0xff) + '.' + (i & 0xff);
    }

    /** A service with a cluster IP, two ports and three endpoints. */
    static ServiceEntry entry(int i) {
        Service service = Service.builder(namespace(i), service(i))
                .clusterIps(List.of(ip(clusterIp(i))))
                .ports(ServicePort.of("http", 80, Protocol.TCP), ServicePort.of("metrics", 9090, Protocol.TCP))
                .build();
        return new ServiceEntry(service, Map.of("http", endpoints(i, 8080), "metrics", endpoints(i, 9090)), null);
    }

    private static List<Endpoint> endpoints(int i, int port) {
        return List.of(endpoint(i, 1, port), endpoint(i, 2, port), endpoint(i, 3, port));
    }

    private static Endpoint endpoint(int i, int pod, int port) {
        String address = "10." + (128 + pod) + '.' + (i >> 8 & 0xff) + '.' + (i & 0xff);
        return Endpoint.of(new InetSocketAddress(ip(address), port), "node-" + pod);
    }

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
