package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of dnsperf against one server. */
final class DnsPerf {
    private static final Pattern FIGURE =
            Pattern.compile("\\s+(Queries per second|Queries lost|Average Latency \\(s\\)):\\s+([0-9.]+).*");
    private static final Pattern ANSWER = Pattern.compile("> NOERROR .* ([0-9.]+)$");

    private final Path queries;

    DnsPerf(Path queries) {
        this.queries = queries;
    }

    /**
     * What a run has shown.
     *
     * @param millis    the latency of each answer, sorted; empty unless asked for
     * @param cpuMicros processor time of the server for each answer; 0 unless measured
     */
    record Result(double queriesPerSecond, double averageMillis, long lost, double[] millis, double cpuMicros) {
        Result withCpuMicros(double newCpuMicros) {
            return new Result(queriesPerSecond, averageMillis, lost, millis, newCpuMicros);
        }

        double percentile(double share) {
            return millis.length == 0 ? Double.NaN : millis[(int) Math.min(millis.length - 1, share * millis.length)];
        }
    }

    /** As many queries as the server takes, {@code outstanding} at a time. */
    Result flood(int port, int seconds, int clients, int outstanding) throws IOException, InterruptedException {
        return run(port, seconds, "-c", "" + clients, "-q", "" + outstanding);
    }

    /** A fixed rate, with the latency of each answer. */
    Result paced(int port, int seconds, int clients, int rate) throws IOException, InterruptedException {
        return run(port, seconds, "-c", "" + clients, "-q", "200", "-Q", "" + rate, "-v");
    }

    private Result run(int port, int seconds, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "dnsperf",
                "-s",
                "127.0.0.1",
                "-p",
                "" + port,
                "-d",
                queries.toString(),
                "-l",
                "" + seconds,
                "-T",
                "1"));
        command.addAll(Arrays.asList(more));
        Path output = queries.resolveSibling("dnsperf.out"); // read afterwards: reading takes a core's time as well
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (builder.redirectOutput(output.toFile()).start().waitFor() != 0) {
            throw new IOException("dnsperf has failed: " + command);
        }
        double[] figures = new double[3];
        List<Double> latencies = new ArrayList<>();
        for (String line : Files.readAllLines(output, StandardCharsets.US_ASCII)) {
            read(line, figures, latencies);
        }
        double[] millis = latencies.stream()
                .mapToDouble(latency -> latency * 1000)
                .sorted()
                .toArray();
        return new Result(figures[0], figures[1] * 1000, (long) figures[2], millis, 0);
    }

    private static void read(String line, double[] figures, List<Double> latencies) {
        Matcher answer = ANSWER.matcher(line);
        if (answer.matches()) {
            latencies.add(Double.valueOf(answer.group(1)));
            return;
        }
        Matcher figure = FIGURE.matcher(line);
        if (figure.matches()) {
            int index = switch (figure.group(1)) {
                case "Queries per second" -> 0;
                case "Queries lost" -> 2;
                default -> 1;
            };
            figures[index] = Double.parseDouble(figure.group(2));
        }
    }
}
