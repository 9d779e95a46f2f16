package io.edgemesh.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand services, of which some always change, and fifty clients that ask for them.
 *
 * <p>Service {@code i} has the cluster IP 10.(generation).(i), and none in every fourth generation. The generation is
 * noted before and after an update, so a client knows between which two its answer has to be.
 */
class UpdatesWhileQueriedTest {
    private static final int SERVICES = 10_000;
    private static final int CHANGING = 200;
    private static final int CLIENTS = 50;
    private static final long RUN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final AtomicIntegerArray begun = new AtomicIntegerArray(SERVICES);
    private final AtomicIntegerArray done = new AtomicIntegerArray(SERVICES);
    private final AtomicLong answers = new AtomicLong();

    @Test
    void everyAnswerIsThatOfTheCatalogBeforeOrAfterAnUpdate() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
        try (DnsFixture dns = new DnsFixture(Map.of())) {
            for (int i = 0; i < SERVICES; i++) {
                publish(dns, i, 1);
                begun.set(i, 1);
                done.set(i, 1);
            }
            long end = System.nanoTime() + RUN_NANOS;
            List<Callable<Void>> tasks = new ArrayList<>();
            tasks.add(() -> update(dns, end));
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                tasks.add(() -> ask(dns.client(), random, end));
            }
            for (Future<Void> task : clients.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            clients.shutdownNow();
        }

        assertThat(answers).hasValueGreaterThan(1_000);
        assertThat(done.get(0)).as("generations of a changing service").isGreaterThan(4);
    }

    private Void update(DnsFixture dns, long end) {
        for (int generation = 2; System.nanoTime() < end; generation++) {
            for (int i = 0; i < CHANGING; i++) {
                begun.set(i, generation);
                publish(dns, i, generation);
                done.set(i, generation);
            }
        }
        return null;
    }

    private static void publish(DnsFixture dns, int i, int generation) {
        var entry = ClusterFixture.plain("load", "service-" + i, address(i, generation));
        if (generation % 4 == 0) {
            dns.catalog().remove(entry.name());
        } else {
            dns.catalog().publish(entry);
        }
    }

    private static String address(int i, int generation) {
        return "10." + generation % 250 + '.' + (i >> 8) + '.' + (i & 0xff);
    }

    private Void ask(DnsClient client, Random random, long end) throws Exception {
        while (System.nanoTime() < end) {
            int i = random.nextInt(10) == 0 ? random.nextInt(SERVICES) : random.nextInt(CHANGING);
            int from = done.get(i);
            String answer = client.first("service-" + i + ".load.svc.cluster.local.", "A");
            int to = begun.get(i);
            assertThat(allowed(i, from, to))
                    .as("service %d, generations %d to %d", i, from, to)
                    .contains(answer);
            answers.incrementAndGet();
        }
        return null;
    }

    private static List<String> allowed(int i, int from, int to) {
        List<String> allowed = new ArrayList<>();
        for (int generation = from; generation <= to; generation++) {
            allowed.add(generation % 4 == 0 ? "NXDOMAIN" : address(i, generation));
        }
        return allowed;
    }
}
