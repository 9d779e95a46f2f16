package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Our server, unbound and dnsmasq with the same names on loopback, loaded by dnsperf one after the other, round after
 * round: {@code DnsComparison [ROUNDS [SECONDS [SERVICES [LOADS]]]]}, where loads are some of {@code flood,one,paced}.
 * Prints medians and their ratios.
 */
public final class DnsComparison {
    private static final int FIRST_PORT = 25_300;
    private static final int CLIENTS = 20;
    private static final int OUTSTANDING = 50;
    private static final int PACED_RATE = 10_000;
    private static final int WARM_UP_SECONDS = 6;

    private final int rounds;
    private final int seconds;
    private final int services;
    private final Set<String> loads;
    private final Path folder;
    private final Map<String, Server> servers = new LinkedHashMap<>();

    private record Server(int port, Process process) {}

    private DnsComparison(int rounds, int seconds, int services, Set<String> loads) throws IOException {
        this.rounds = rounds;
        this.seconds = seconds;
        this.services = services;
        this.loads = loads;
        this.folder = Files.createTempDirectory("edgemesh-dns-comparison");
    }

    public static void main(String[] arguments) throws Exception {
        Set<String> loads = Set.of((arguments.length > 3 ? arguments[3] : "flood,one,paced").split(","));
        DnsComparison comparison =
                new DnsComparison(number(arguments, 0, 3), number(arguments, 1, 4), number(arguments, 2, 1000), loads);
        try {
            comparison.start();
            comparison.run();
        } finally {
            comparison.servers.values().forEach(server -> server.process.destroy());
        }
    }

    private static int number(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }

    private void start() throws IOException {
        startOurs("edgemesh, epoll, 1 loop", "epoll", 1);
        startOurs("edgemesh, epoll, 2 loops", "epoll", 2);
        startOurs("edgemesh, NIO, 1 loop", "nio", 1);
        launch("dnsmasq", RivalServers.dnsmasq(folder, nextPort(), services));
        launch("unbound, 1 thread", RivalServers.unbound(folder, nextPort(), services, 1));
        launch("unbound, 2 threads", RivalServers.unbound(folder, nextPort(), services, 2));
    }

    private int nextPort() {
        return FIRST_PORT + servers.size();
    }

    private void startOurs(String name, String network, int threads) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = launch(
                name,
                List.of(
                        java,
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-Dlogback.configurationFile=" + quiet(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DnsServerProcess.class.getName(),
                        "" + nextPort(),
                        "" + services,
                        network,
                        "" + threads));
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("ready") < 0) {
            int next = process.getInputStream().read();
            if (next < 0) {
                throw new IOException("our server has ended: " + seen);
            }
            seen.append((char) next);
        }
    }

    private Path quiet() throws IOException {
        return Files.writeString(
                folder.resolve("logback.xml"), "<configuration><root level=\"WARN\"/></configuration>");
    }

    private Process launch(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!name.startsWith("edgemesh")) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(Path.of("/dev/null").toFile());
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        servers.put(name, new Server(nextPort(), process));
        return process;
    }

    private void run() throws IOException, InterruptedException {
        Path queries = folder.resolve("queries");
        Files.writeString(
                queries,
                IntStream.range(0, services)
                        .mapToObj(i -> ClusterNames.domainName(i) + " A")
                        .collect(Collectors.joining("\n", "", "\n")));
        DnsPerf dnsperf = new DnsPerf(queries);
        for (Server server : servers.values()) {
            dnsperf.flood(server.port, WARM_UP_SECONDS, CLIENTS, OUTSTANDING);
        }
        ComparisonTable table = new ComparisonTable();
        for (int round = 0; round < rounds; round++) {
            for (var entry : servers.entrySet()) {
                for (String load : loads) {
                    table.add(entry.getKey(), load, load(dnsperf, load, entry.getValue()));
                }
            }
        }
        table.print(System.out);
    }

    private DnsPerf.Result load(DnsPerf dnsperf, String load, Server server) throws IOException, InterruptedException {
        return switch (load) {
            case "flood" -> {
                long before = CpuTime.micros(server.process.pid());
                DnsPerf.Result flood = dnsperf.flood(server.port, seconds, CLIENTS, OUTSTANDING);
                double cpu = (CpuTime.micros(server.process.pid()) - before) / (flood.queriesPerSecond() * seconds);
                yield flood.withCpuMicros(cpu);
            }
            case "one" -> dnsperf.flood(server.port, seconds, 1, 1);
            case "paced" -> dnsperf.paced(server.port, seconds, CLIENTS, PACED_RATE);
            default -> throw new IllegalArgumentException("load: " + load + " (expected: flood, one or paced)");
        };
    }
}
