package io.edgemesh.benchmarks.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is measured, each by a tool that is not ours. */
enum Measures {
    ONE_CONNECTION("wrk, 1 connection", "requests/s") {
        @Override
        double take(int web, int bulk, int seconds) throws IOException {
            return wrk(web, seconds, 1, 1);
        }
    },
    FIFTY_CONNECTIONS("wrk, 50 connections", "requests/s") {
        @Override
        double take(int web, int bulk, int seconds) throws IOException {
            return wrk(web, seconds, 1, 50);
        }
    },
    NEW_CONNECTIONS("new connection for each request, 50 clients", "requests/s") {
        @Override
        double take(int web, int bulk, int seconds) throws IOException {
            return wrk(web, seconds, 1, 50, "-H", "Connection: close");
        }
    },
    ONE_STREAM("iperf3, 1 connection", "Mbit/s") {
        @Override
        double take(int web, int bulk, int seconds) throws IOException {
            return iperf(bulk, seconds, 1);
        }
    },
    FOUR_STREAMS("iperf3, 4 connections", "Mbit/s") {
        @Override
        double take(int web, int bulk, int seconds) throws IOException {
            return iperf(bulk, seconds, 4);
        }
    };

    private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern BITS =
            Pattern.compile("\"sum_received\".*?\"bits_per_second\":\\s*([\\d.e+]+)", Pattern.DOTALL);

    final String title;
    final String cpuUnit;
    final double cpuScale;

    Measures(String title, String unit) {
        boolean requests = unit.equals("requests/s");
        this.title = title + ", " + unit;
        this.cpuUnit = requests ? "us/request" : "s/GB";
        this.cpuScale = requests ? 1e6 : 8_000; // from seconds for each request, or for each Mbit
    }

    /**
     * @param web  the port that leads to the web server
     * @param bulk the port that leads to the iperf3 server
     */
    abstract double take(int web, int bulk, int seconds) throws IOException;

    private static double wrk(int port, int seconds, int threads, int connections, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("wrk", "-d" + seconds + "s", "-t" + threads, "-c" + connections));
        command.addAll(List.of(more));
        command.add("http://127.0.0.1:" + port + "/");
        return find(REQUESTS, Processes.run(command));
    }

    /** The server takes one test at a time and may still be ending the last one: then it is asked again. */
    private static double iperf(int port, int seconds, int streams) throws IOException {
        List<String> command =
                List.of("iperf3", "-J", "-c", "127.0.0.1", "-p", "" + port, "-t", "" + seconds, "-P", "" + streams);
        String out = Processes.run(command);
        for (int retry = 0; retry < 20 && out.contains("the server is busy"); retry++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
            out = Processes.run(command);
        }
        return find(BITS, out) / 1e6;
    }

    private static double find(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no figure in:\n" + text);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
