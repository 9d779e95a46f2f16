package io.edgemesh.benchmarks.proxy;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A mesh with one forward for each pair of ports given: {@code [NETWORK] LISTEN TARGET ...}, all on 127.0.0.1. Runs until
 * it is ended.
 */
final class ForwardProcess {
    private ForwardProcess() {}

    public static void main(String[] args) throws InterruptedException {
        List<Map<String, ?>> forwards = new ArrayList<>();
        for (int i = 1; i < args.length; i += 2) {
            forwards.add(Map.of("listen", "127.0.0.1:" + args[i], "service", "to-" + args[i + 1] + ".default:80"));
        }
        try (EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("here")
                .network(args[0])
                .subsystem("proxy", Map.of("forwards", forwards))
                .start()) {
            for (int i = 2; i < args.length; i += 2) {
                mesh.catalog().publish(service(Integer.parseInt(args[i])));
            }
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    private static ServiceEntry service(int port) {
        Service service = Service.builder("default", "to-" + port)
                .ports(ServicePort.of("", 80, Protocol.TCP))
                .build();
        Endpoint endpoint = Endpoint.of(new InetSocketAddress("127.0.0.1", port), "here");
        return new ServiceEntry(service, Map.of("", List.of(endpoint)), null);
    }
}
