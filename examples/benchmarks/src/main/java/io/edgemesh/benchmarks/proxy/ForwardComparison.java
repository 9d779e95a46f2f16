package io.edgemesh.benchmarks.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the forward listener beside haproxy and beside no proxy at all, each in a process of its own, in turns within
 * one run; prints a table of medians with the least and the greatest, and of processor time, which a busy machine
 * distorts less than it does rates. Needs wrk, iperf3 and haproxy. Arguments: {@code [ROUNDS [SECONDS [NETWORK]]]}.
 */
final class ForwardComparison {
    private static final int WARM_UP_ROUNDS = 4;
    private static final int WEB = 21080;
    private static final int BULK = 21201;
    private static final String HAPROXY_CONFIG = """
            global
                nbthread 2
                maxconn 5000
            defaults
                mode tcp
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen web
                bind 127.0.0.1:21081
                server s 127.0.0.1:21080
            listen bulk
                bind 127.0.0.1:21202
                server s 127.0.0.1:21201
            """;

    private final List<Way> ways;
    private final int rounds;
    private final int seconds;

    /** One way to the two servers; no proxy, or which. */
    private record Way(int web, int bulk, @Nullable Process proxy) {
        double cpuSeconds() {
            return proxy == null ? 0 : Processes.cpuSeconds(proxy);
        }
    }

    /**
     * One measurement.
     *
     * @param cpu the proxy's processor time, in microseconds for each request or seconds for each GB
     */
    private record Figure(double rate, double cpu) {}

    private ForwardComparison(List<Way> ways, int rounds, int seconds) {
        this.ways = ways;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String network = args.length > 2 ? args[2] : "epoll";
        Path config = Files.createTempFile("haproxy", ".cfg");
        Files.writeString(config, HAPROXY_CONFIG);
        try (Processes processes = new Processes()) {
            processes.serveJava(WebServer.class, List.of("" + WEB));
            processes.serve("listening", List.of("iperf3", "-s", "--forceflush", "-p", "" + BULK, "-B", "127.0.0.1"));
            Process haproxy = processes.serve("", List.of("haproxy", "-db", "-f", config.toString()));
            Process edgemesh =
                    processes.serveJava(ForwardProcess.class, List.of(network, "21082", "" + WEB, "21203", "" + BULK));
            var comparison = new ForwardComparison(
                    List.of(new Way(WEB, BULK, null), new Way(21081, 21202, haproxy), new Way(21082, 21203, edgemesh)),
                    rounds,
                    seconds);
            comparison.warmUp();
            comparison.print();
        } finally {
            Files.delete(config);
        }
    }

    /** Several times over: on a machine this small the compiler needs its time. */
    private void warmUp() throws IOException {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (Measures measure : Measures.values()) {
                take(measure, ways.get(2));
            }
        }
    }

    private Figure take(Measures measure, Way way) throws IOException {
        double cpuBefore = way.cpuSeconds();
        double rate = measure.take(way.web, way.bulk, seconds);
        double cpu = way.cpuSeconds() - cpuBefore;
        return new Figure(rate, cpu / (rate * seconds) * measure.cpuScale);
    }

    private void print() throws IOException {
        System.out.println("| | direct | haproxy | edgemesh | edgemesh/haproxy | CPU haproxy | CPU edgemesh |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (Measures measure : Measures.values()) {
            List<List<Figure>> byWay = measure(measure);
            double ratio = median(byWay.get(2), Figure::rate) / median(byWay.get(1), Figure::rate);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | **%.2f** | %.1f %s | %.1f %s |%n",
                    measure.title,
                    rates(byWay.get(0)),
                    rates(byWay.get(1)),
                    rates(byWay.get(2)),
                    ratio,
                    median(byWay.get(1), Figure::cpu),
                    measure.cpuUnit,
                    median(byWay.get(2), Figure::cpu),
                    measure.cpuUnit);
        }
    }

    /** Takes turns, so that what else the machine does befalls all alike. */
    private List<List<Figure>> measure(Measures measure) throws IOException {
        List<List<Figure>> byWay = new ArrayList<>();
        ways.forEach(way -> byWay.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < ways.size(); i++) {
                byWay.get(i).add(take(measure, ways.get(i)));
            }
        }
        return byWay;
    }

    private static String rates(List<Figure> figures) {
        double[] rates = figures.stream().mapToDouble(Figure::rate).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.0f (%.0f..%.0f)", rates[rates.length / 2], rates[0], rates[rates.length - 1]);
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> value) {
        double[] sorted = figures.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
