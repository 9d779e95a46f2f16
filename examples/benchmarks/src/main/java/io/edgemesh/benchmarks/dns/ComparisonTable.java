package io.edgemesh.benchmarks.dns;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Results of all rounds as medians, one row a server. */
final class ComparisonTable {
    private final Map<String, Map<String, List<DnsPerf.Result>>> results = new LinkedHashMap<>();

    void add(String server, String load, DnsPerf.Result result) {
        results.computeIfAbsent(server, s -> new LinkedHashMap<>())
                .computeIfAbsent(load, l -> new ArrayList<>())
                .add(result);
    }

    void print(PrintStream out) {
        out.println("| server | queries/s | of dnsmasq | of unbound | CPU us a query | one at a time, mean ms"
                + " | 10 000/s: p50 ms | p99 ms | lost |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        double dnsmasq = rate("dnsmasq");
        double unbound = Math.max(rate("unbound, 1 thread"), rate("unbound, 2 threads"));
        for (String server : results.keySet()) {
            out.printf(
                    "| %s | %.0f | %.2f | %.2f | %.1f | %.3f | %.3f | %.3f | %.0f |%n",
                    server,
                    rate(server),
                    rate(server) / dnsmasq,
                    rate(server) / unbound,
                    median(server, "flood", DnsPerf.Result::cpuMicros),
                    median(server, "one", DnsPerf.Result::averageMillis),
                    median(server, "paced", result -> result.percentile(0.5)),
                    median(server, "paced", result -> result.percentile(0.99)),
                    median(server, "flood", DnsPerf.Result::lost));
        }
    }

    private double rate(String server) {
        return median(server, "flood", DnsPerf.Result::queriesPerSecond);
    }

    private double median(String server, String load, ToDoubleFunction<DnsPerf.Result> figure) {
        double[] sorted = results.getOrDefault(server, Map.of()).getOrDefault(load, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
