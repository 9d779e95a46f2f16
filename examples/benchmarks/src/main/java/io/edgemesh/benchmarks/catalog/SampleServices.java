package io.edgemesh.benchmarks.catalog;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Services as a cluster has them: 50 a namespace, one port, one cluster IP, ten endpoints on a hundred nodes. */
final class SampleServices {
    static final int PORT = 80;
    private static final int ENDPOINTS = 10;
    private static final int NODES = 100;
    private static final int FIRST_NODE_PORT = 30_000;
    private static final int NODE_PORTS = 2_768;

    private final int count;
    private final InetAddress unknown = ip(172, -1);

    SampleServices(int count) {
        this.count = count;
    }

    /** Returns the entries of one generation; generations differ in one endpoint of each service. */
    List<ServiceEntry> entries(int generation) {
        return IntStream.range(0, count)
                .mapToObj(index -> entry(index, ip(96, index), generation))
                .toList();
    }

    /** Returns the entries of generation 0 at other addresses. */
    List<ServiceEntry> moved() {
        return IntStream.range(0, count)
                .mapToObj(index -> entry(index, ip(97, index), 0))
                .toList();
    }

    ServiceName[] names() {
        return IntStream.range(0, count).mapToObj(SampleServices::name).toArray(ServiceName[]::new);
    }

    InetAddress[] addresses() {
        return IntStream.range(0, count).mapToObj(index -> ip(96, index)).toArray(InetAddress[]::new);
    }

    InetAddress unknownAddress() {
        return unknown;
    }

    static int nodePort(int index) {
        return index < NODE_PORTS ? FIRST_NODE_PORT + index : FIRST_NODE_PORT + index % NODE_PORTS;
    }

    private static ServiceEntry entry(int index, InetAddress clusterIp, int generation) {
        ServiceName name = name(index);
        int nodePort = index < NODE_PORTS ? nodePort(index) : 0;
        Service service = Service.builder(name.namespace(), name.name())
                .clusterIps(List.of(clusterIp))
                .ports(new ServicePort("http", PORT, Protocol.TCP, null, nodePort))
                .labels(Map.of("app", name.name()))
                .build();
        List<Endpoint> endpoints = IntStream.range(0, ENDPOINTS)
                .mapToObj(i -> endpoint(index * ENDPOINTS + i, i == 0 ? generation : 0))
                .toList();
        return new ServiceEntry(service, Map.of("http", endpoints), null);
    }

    private static Endpoint endpoint(int number, int generation) {
        InetSocketAddress address = new InetSocketAddress(ip(10 + generation, number), 8080);
        return Endpoint.of(address, "node-" + number % NODES);
    }

    private static ServiceName name(int index) {
        return new ServiceName("namespace-" + index / 50, "service-" + index);
    }

    private static InetAddress ip(int second, int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, (byte) (second + (number >> 16 & 0x0f)), (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
