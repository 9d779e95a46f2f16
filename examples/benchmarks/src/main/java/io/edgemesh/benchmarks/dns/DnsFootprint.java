package io.edgemesh.benchmarks.dns;

import com.sun.management.ThreadMXBean;
import io.edgemesh.api.EdgeMesh;
import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.dns.DnsStatistics;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.zone.ClusterZone;
import io.edgemesh.dns.zone.ZoneSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an answer costs in garbage, and what services cost in memory: {@code DnsFootprint [NETWORK]}. */
public final class DnsFootprint {
    private static final int PORT = 25_390;
    private static final int SERVICES = 10_000;
    private static final int SECONDS = 5;

    private DnsFootprint() {}

    public static void main(String[] arguments) throws Exception {
        measureMemory();
        measureGarbage(arguments.length > 0 ? arguments[0] : "epoll", 1);
        measureGarbage(arguments.length > 0 ? arguments[0] : "epoll", 20);
    }

    private static void measureMemory() throws InterruptedException {
        long before = usedHeap();
        ServiceCatalog catalog = new ServiceCatalog();
        for (int i = 0; i < SERVICES; i++) {
            catalog.publish(ClusterNames.entry(i));
        }
        long withCatalog = usedHeap();
        ZoneSettings settings = new ZoneSettings(DomainName.parse("cluster.local"), 30, 0, List.of());
        try (ClusterZone zone = new ClusterZone(catalog, settings, InstantSource.system())) {
            long withZone = usedHeap();
            System.out.printf(
                    "1000 services: catalog %d KiB, zone %d KiB (%s)%n",
                    (withCatalog - before) * 1000 / SERVICES / 1024,
                    (withZone - withCatalog) * 1000 / SERVICES / 1024,
                    zone.getClass().getSimpleName());
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(50); // lets reference handling finish
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void measureGarbage(String network, int clients) throws Exception {
        Path queries = Files.createTempFile("edgemesh-dns", "queries");
        Files.writeString(
                queries,
                IntStream.range(0, SERVICES)
                        .mapToObj(i -> ClusterNames.domainName(i) + " A")
                        .collect(Collectors.joining("\n", "", "\n")));
        try (EdgeMesh mesh = EdgeMesh.builder()
                .nodeName("benchmark")
                .network(Networks.create(network, 1))
                .subsystem("dns", Map.of("listenPort", PORT, "resolverFile", "/dev/null"))
                .start()) {
            for (int i = 0; i < SERVICES; i++) {
                mesh.catalog().publish(ClusterNames.entry(i));
            }
            mesh.catalog().markSynced();
            DnsPerf dnsperf = new DnsPerf(queries);
            dnsperf.flood(PORT, SECONDS, clients, 50);
            long answersBefore = answers(mesh);
            long bytesBefore = allocatedByEventLoops();
            dnsperf.flood(PORT, SECONDS, clients, 50);
            long answers = answers(mesh) - answersBefore;
            long bytes = allocatedByEventLoops() - bytesBefore;
            System.out.printf(
                    "%s, %d client sockets: %d bytes of garbage an answer (%d answers)%n",
                    network, clients, bytes / answers, answers);
        }
        Files.delete(queries);
    }

    private static long answers(EdgeMesh mesh) {
        return mesh.feature(DnsStatistics.class).orElseThrow().counts().getOrDefault("cluster", 0L);
    }

    private static long allocatedByEventLoops() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("edgemesh-io")) {
                sum += threads.getThreadAllocatedBytes(id);
            }
        }
        return sum;
    }
}
