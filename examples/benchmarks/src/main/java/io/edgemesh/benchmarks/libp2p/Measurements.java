package io.edgemesh.benchmarks.libp2p;

import io.edgemesh.tunnel.StreamChannel;
import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.Libp2pHost;
import io.edgemesh.tunnel.host.NegotiatedStream;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Measures one connection, as the Go program does. */
final class Measurements {
    private static final int WORKERS = 32;

    private final Libp2pHost host;
    private final Connection connection;
    private final Options options;

    Measurements(Libp2pHost host, Connection connection, Options options) {
        this.host = host;
        this.connection = connection;
        this.options = options;
    }

    void run() throws Exception {
        String all = options.text("what", "bulk");
        if (all.equals("-")) {
            Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
            while (lines.hasNextLine()) {
                measure(lines.nextLine());
            }
            return;
        }
        for (String what : all.split(",")) {
            measure(what);
        }
    }

    /** Measures one thing, written as its name or as name, space, and how much. */
    private void measure(String words) throws Exception {
        String[] parts = words.split(" ", 2);
        String what = parts[0];
        String amount = parts.length > 1 ? parts[1] : null;
        if (what.startsWith("streams")) {
            bulk(Integer.parseInt(what.substring("streams".length())), amount);
            return;
        }
        switch (what) {
            case "bulk" -> bulk(1, amount);
            case "open" -> open();
            case "latency" -> latency(count(amount));
            case "idle" -> idle();
            default -> throw new IllegalArgumentException("what: " + what);
        }
    }

    private int count(@Nullable String amount) {
        return amount == null ? options.number("count", 20_000) : Integer.parseInt(amount);
    }

    private void bulk(int streams, @Nullable String written) throws Exception {
        double cpu = Cpu.seconds();
        long start = System.nanoTime();
        Amount amount = Amount.parse(written == null ? options.text("mib", "1024") : written, streams);
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            Sender sender = new Sender(amount);
            senders.add(sender);
            connection.openStream(
                    List.of(Protocols.SINK),
                    stream -> stream.channel().pipeline().addLast(sender));
        }
        long bytes = 0;
        for (Sender sender : senders) {
            bytes += sender.done().get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d stream(s): %.0f MiB/s, cpu %.2f s for %.2f s%n",
                streams, bytes / seconds / (1 << 20), Cpu.seconds() - cpu, seconds);
    }

    private void open() throws Exception {
        int count = count(null);
        roundTrips(count / 4);
        double cpu = Cpu.seconds();
        long start = System.nanoTime();
        roundTrips(count);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "open: %.0f streams/s, cpu %.2f s for %.2f s%n", count / seconds, Cpu.seconds() - cpu, seconds);
    }

    /** Keeps as many streams going as the Go program has workers. */
    private void roundTrips(int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count - WORKERS);
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < WORKERS; i++) {
            roundTrip(left, done);
        }
        done.await();
    }

    private void roundTrip(AtomicInteger left, CountDownLatch done) {
        connection.openStream(
                List.of(Protocols.ECHO),
                stream -> stream.channel().pipeline().addLast(new RoundTrips(1, 0, times -> {
                    done.countDown();
                    if (left.getAndDecrement() > 0) {
                        roundTrip(left, done);
                    }
                })));
    }

    private void latency(int count) throws Exception {
        CompletableFuture<long[]> times = new CompletableFuture<>();
        connection.openStream(
                List.of(Protocols.ECHO),
                stream -> stream.channel()
                        .pipeline()
                        .addLast(new RoundTrips(count + count / 4, options.number("pause", 0), times::complete)));
        long[] sorted = Arrays.copyOfRange(times.get(), count / 4, count + count / 4);
        Arrays.sort(sorted);
        System.out.printf(
                "latency: p50 %.1f us, p99 %.1f us%n", sorted[count / 2] / 1e3, sorted[count * 99 / 100] / 1e3);
    }

    /** Heap of this side for connections, then streams, that do nothing; and whether all of them still work. */
    private void idle() throws Exception {
        dial(20); // classes, caches
        long before = usedHeap();
        List<Connection> connections = dial(options.number("connections", 1000));
        System.out.printf("idle: %d bytes of heap a connection%n", (usedHeap() - before) / connections.size());
        List<StreamChannel> streams = new ArrayList<>();
        for (Connection each : connections) {
            streams.addAll(open(each, 1));
        }
        System.out.printf("idle: %d of %d connections answer%n", Answers.of(streams), connections.size());
        open(connection, 100);
        before = usedHeap();
        streams = open(connection, options.number("streams", 10_000));
        System.out.printf("idle: %d bytes of heap a stream%n", (usedHeap() - before) / streams.size());
        System.out.printf("idle: %d of %d streams answer%n", Answers.of(streams), streams.size());
    }

    private List<Connection> dial(int count) throws InterruptedException {
        List<Connection> dialled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dialled.add(
                    host.dial(Multiaddr.parse(options.text("dial", ""))).sync().getNow());
        }
        return dialled;
    }

    private static List<StreamChannel> open(Connection connection, int count) throws InterruptedException {
        List<Future<NegotiatedStream>> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(connection.openStream(List.of(Protocols.ECHO), stream -> {}));
        }
        List<StreamChannel> streams = new ArrayList<>();
        for (Future<NegotiatedStream> open : opened) {
            streams.add(open.sync().getNow().channel());
        }
        return streams;
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            Thread.sleep(500); // until the other side has agreed to what was proposed
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
