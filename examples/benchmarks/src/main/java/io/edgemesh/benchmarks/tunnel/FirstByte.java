package io.edgemesh.benchmarks.tunnel;

import io.edgemesh.api.subsystem.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the time from a client's connecting to the first byte of the answer, a new connection for each request, over a
 * relay that is 60 ms of round trip away; by each listener in turn, and beside a plain TCP connection over the same path.
 * Arguments: {@code DELAY [ROUNDS]}, the first being the binary built of {@code src/main/go/delay}.
 */
final class FirstByte {
    private static final int WARM_UP_ROUNDS = 30;

    private FirstByte() {}

    /** One way of asking: opens a connection and returns it with the request sent. */
    private interface Way {
        Socket ask() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        try (LongPath path = LongPath.start(args[0])) {
            Map<String, Way> ways = new LinkedHashMap<>();
            ways.put("plain TCP", () -> ask(connect(path.straight()), "/"));
            ways.put("forward", () -> ask(connect(path.listener(ListenAddress.FORWARD)), "/"));
            ways.put("HTTP proxy", () -> ask(connect(path.listener(ListenAddress.HTTP_PROXY)), LongPath.URL));
            ways.put("SOCKS5", () -> ask(socks(path.listener(ListenAddress.SOCKS5)), "/"));
            measure(ways, WARM_UP_ROUNDS);
            print(measure(ways, rounds));
        }
    }

    private static Map<String, double[]> measure(Map<String, Way> ways, int rounds) throws IOException {
        Map<String, double[]> millis = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                double[] times = millis.computeIfAbsent(way.getKey(), name -> new double[rounds]);
                times[round] = millisToFirstByte(way.getValue());
            }
        }
        return millis;
    }

    private static double millisToFirstByte(Way way) throws IOException {
        long begun = System.nanoTime();
        try (Socket socket = way.ask()) {
            InputStream in = socket.getInputStream();
            int first = in.read();
            double millis = (System.nanoTime() - begun) / 1e6;
            String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            if (first != 'H' || !rest.startsWith("TTP/1.1 200 ")) {
                throw new IOException("the answer is " + (char) first + rest);
            }
            return millis;
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address);
        return socket;
    }

    private static Socket socks(InetSocketAddress proxy) throws IOException {
        Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy));
        socket.setTcpNoDelay(true);
        socket.connect(InetSocketAddress.createUnresolved(LongPath.HOST, 80));
        return socket;
    }

    private static Socket ask(Socket socket, String target) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + LongPath.HOST + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void print(Map<String, double[]> millis) {
        System.out.println("| | median, ms | 10th percentile | 90th percentile |\n| --- | --- | --- | --- |");
        millis.forEach((name, values) -> {
            Arrays.sort(values);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f |%n",
                    name,
                    values[values.length / 2],
                    values[values.length / 10],
                    values[values.length * 9 / 10]);
        });
    }
}
