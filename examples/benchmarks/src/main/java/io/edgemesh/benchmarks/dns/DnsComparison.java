package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Our server, unbound and dnsmasq with the same names on loopback, loaded by dnsperf one after the other, round after
 * round: {@code DnsComparison [ROUNDS [SECONDS [SERVICES]]]}. Prints medians and their ratios.
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
    private final Path folder;
    private final Map<String, Server> servers = new LinkedHashMap<>();

    private record Server(int port, Process process) {}

    private DnsComparison(int rounds, int seconds, int services) throws IOException {
        this.rounds = rounds;
        this.seconds = seconds;
        this.services = services;
        this.folder = Files.createTempDirectory("edgemesh-dns-comparison");
    }

    public static void main(String[] arguments) throws Exception {
        DnsComparison comparison =
                new DnsComparison(number(arguments, 0, 3), number(arguments, 1, 4), number(arguments, 2, 1000));
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
                Server server = entry.getValue();
                long before = CpuTime.micros(server.process.pid());
                DnsPerf.Result flood = dnsperf.flood(server.port, seconds, CLIENTS, OUTSTANDING);
                double cpu = (CpuTime.micros(server.process.pid()) - before) / (flood.queriesPerSecond() * seconds);
                table.add(entry.getKey(), "flood", flood.withCpuMicros(cpu));
                table.add(entry.getKey(), "one", dnsperf.flood(server.port, seconds, 1, 1));
                table.add(entry.getKey(), "paced", dnsperf.paced(server.port, seconds, CLIENTS, PACED_RATE));
            }
        }
        table.print(System.out);
    }
}
