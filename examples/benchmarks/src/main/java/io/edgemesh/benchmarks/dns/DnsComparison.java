package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();

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
            comparison.processes.forEach(Process::destroy);
        }
    }

    private static int number(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }

    private void start() throws IOException {
        startOurs("edgemesh-epoll", "epoll", 1);
        startOurs("edgemesh-epoll-2", "epoll", 2);
        startOurs("edgemesh-nio", "nio", 1);
        int port = nextPort("dnsmasq");
        launch(RivalServers.dnsmasq(folder, port, services));
        port = nextPort("unbound");
        launch(RivalServers.unbound(folder, port, services, 1));
        port = nextPort("unbound-2");
        launch(RivalServers.unbound(folder, port, services, 2));
    }

    private int nextPort(String name) {
        int port = FIRST_PORT + ports.size();
        ports.put(name, port);
        return port;
    }

    private void startOurs(String name, String network, int threads) throws IOException {
        int port = nextPort(name);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = launch(List.of(
                java,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DnsServerProcess.class.getName(),
                "" + port,
                "" + services,
                network,
                "" + threads));
        InputStream output = process.getInputStream();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("ready") < 0) {
            int next = output.read();
            if (next < 0) {
                throw new IOException("our server has ended: " + seen);
            }
            seen.append((char) next);
        }
    }

    private Process launch(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!command.contains(DnsServerProcess.class.getName())) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(Path.of("/dev/null").toFile());
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
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
        for (int port : ports.values()) {
            dnsperf.flood(port, WARM_UP_SECONDS, CLIENTS, OUTSTANDING);
        }
        ComparisonTable table = new ComparisonTable();
        for (int round = 0; round < rounds; round++) {
            for (var server : ports.entrySet()) {
                table.add(server.getKey(), "flood", dnsperf.flood(server.getValue(), seconds, CLIENTS, OUTSTANDING));
                table.add(server.getKey(), "one", dnsperf.flood(server.getValue(), seconds, 1, 1));
                table.add(server.getKey(), "paced", dnsperf.paced(server.getValue(), seconds, CLIENTS, PACED_RATE));
            }
        }
        table.print(System.out);
    }
}
