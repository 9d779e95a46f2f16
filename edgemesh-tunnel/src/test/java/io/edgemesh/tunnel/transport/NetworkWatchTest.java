package io.edgemesh.tunnel.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkWatchTest {
    private static final Set<InetAddress> HOME = ips("127.0.0.1", "192.168.1.7");
    private static final Set<InetAddress> OFFICE = ips("127.0.0.1", "10.0.0.7");

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final List<Set<InetAddress>> changes = new CopyOnWriteArrayList<>();
    private volatile Supplier<Set<InetAddress>> addresses = () -> HOME;
    private volatile Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final NetworkWatch watch = new NetworkWatch(executor, () -> addresses.get(), () -> now, changes::add);

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void whatIsThereFromTheStartIsNoChange() {
        look();
        look();

        assertThat(changes).isEmpty();
    }

    @Test
    void tellsWhichAddressIsGone() {
        look();

        addresses = () -> OFFICE;
        look();
        look();

        assertThat(changes).containsExactly(ips("192.168.1.7"));
    }

    @Test
    void anAddressMoreIsAChangeToo() {
        addresses = () -> ips("127.0.0.1");
        look();

        addresses = () -> HOME;
        look();

        assertThat(changes).containsExactly(Set.of());
    }

    @Test
    void aSleepIsAChange() {
        look();

        now = now.plus(Duration.ofMinutes(10));
        look();
        look();

        assertThat(changes).containsExactly(Set.of());
    }

    @Test
    void aClockThatIsPutBackIsNone() {
        look();

        now = now.minus(Duration.ofHours(1));
        look();

        assertThat(changes).isEmpty();
    }

    @Test
    void aSystemThatDoesNotTellForAMomentHasNotChanged() {
        look();

        addresses = () -> {
            throw new UncheckedIOException(new IOException("no memory"));
        };
        look();
        addresses = () -> HOME;
        look();

        assertThat(changes).isEmpty();
    }

    @Test
    void looksByItselfUntilItIsStopped() {
        look();
        addresses = () -> OFFICE;

        watch.start();

        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(changes).hasSizeLessThanOrEqualTo(1).contains(ips("192.168.1.7")));
        watch.stop();
    }

    /** Looks when it is due. */
    private void look() {
        now = now.plusSeconds(NetworkWatch.INTERVAL_SECONDS);
        watch.look();
    }

    private static Set<InetAddress> ips(String... texts) {
        return Stream.of(texts).map(NetworkWatchTest::ip).collect(Collectors.toSet());
    }

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
