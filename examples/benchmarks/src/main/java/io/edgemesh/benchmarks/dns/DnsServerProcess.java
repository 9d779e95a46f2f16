package io.edgemesh.benchmarks.dns;

import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.EdgeMeshBuilder;
import java.util.Map;

/** Our server as a process of its own: {@code DnsServerProcess PORT SERVICES NETWORK THREADS}. Ends with its input. */
public final class DnsServerProcess {
    private DnsServerProcess() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int services = Integer.parseInt(arguments[1]);
        EdgeMeshBuilder builder = EdgeMesh.builder()
                .nodeName("benchmark")
                .network(Networks.create(arguments[2], Integer.parseInt(arguments[3])))
                .subsystem("dns", Map.of("listenPort", port, "resolverFile", "/dev/null"));
        try (EdgeMesh mesh = builder.start()) {
            for (int i = 0; i < services; i++) {
                mesh.catalog().publish(ClusterNames.entry(i));
            }
            mesh.catalog().markSynced();
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // until whoever started this closes our input
            }
        }
    }
}
