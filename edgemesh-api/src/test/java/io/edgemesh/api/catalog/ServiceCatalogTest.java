package io.edgemesh.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.model.ServicePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceCatalogTest {
    private static final ServiceName ORDERS = new ServiceName("shop", "orders");
    private static final InetAddress OLD_IP = ip(1);
    private static final InetAddress NEW_IP = ip(2);

    private final ServiceCatalog catalog = new ServiceCatalog();

    @Test
    void tellsNobodyOfAChangeThatChangesNothing() {
        AtomicInteger calls = new AtomicInteger();
        catalog.publish(version(1, OLD_IP));
        catalog.addListener(listener(calls::incrementAndGet));

        catalog.publish(version(1, OLD_IP));

        assertThat(calls).hasValue(1); // what there was when it came
    }

    @Test
    void goesOnTellingOthersWhenAListenerFails() {
        AtomicInteger calls = new AtomicInteger();
        catalog.addListener(listener(() -> {
            throw new IllegalStateException("a listener of the test fails");
        }));
        catalog.addListener(listener(calls::incrementAndGet));

        catalog.publish(version(1, OLD_IP));

        assertThat(calls).hasValue(1);
    }

    @Test
    void letsAListenerSeeTheChangeItIsToldOf() {
        List<@Nullable ServiceEntry> seen = new ArrayList<>();
        catalog.addListener(listener(() -> seen.add(catalog.findByAddress(OLD_IP, 80, Protocol.TCP))));
        ServiceEntry entry = version(1, OLD_IP);

        catalog.publish(entry);
        catalog.remove(ORDERS);

        assertThat(seen).containsExactly(entry, null);
    }

    @Test
    void isSyncedOnceTheSourceSaysSo() {
        AtomicBoolean told = new AtomicBoolean();
        catalog.synced().thenRun(() -> told.set(true));
        assertThat(catalog.isSynced()).isFalse();

        catalog.markSynced();
        catalog.markSynced();

        assertThat(catalog.isSynced()).isTrue();
        assertThat(told).isTrue();
    }

    /** One thread replaces the service again and again; readers must never see versions go back or parts of two mixed. */
    @Test
    void readersBesideAnUpdateSeeTheServiceBeforeOrAfter() throws Exception {
        catalog.publish(version(0, OLD_IP));

        assertReadersSeeWholeVersions(
                () -> catalog.find(ORDERS),
                round -> catalog.publish(version(round, round % 2 == 0 ? OLD_IP : NEW_IP)),
                entry -> assertThat(entry).isNotNull());
    }

    @Test
    void readersByAddressNeverFindAServiceThatHasLeftTheAddress() throws Exception {
        catalog.publish(version(0, OLD_IP));

        assertReadersSeeWholeVersions(
                () -> catalog.findByAddress(OLD_IP, 80, Protocol.TCP),
                round -> catalog.publish(version(round, round % 2 == 0 ? OLD_IP : NEW_IP)),
                entry -> {
                    if (entry != null) {
                        assertThat(entry.service().clusterIps()).containsExactly(OLD_IP);
                    }
                });
    }

    @Test
    void readersBesideARemovalSeeTheServiceOrNothing() throws Exception {
        assertReadersSeeWholeVersions(
                () -> catalog.findByAddress(OLD_IP, 80, Protocol.TCP),
                round -> {
                    if (round % 2 == 0) {
                        catalog.publish(version(round, OLD_IP));
                    } else {
                        catalog.remove(ORDERS);
                    }
                },
                entry -> {});
    }

    private interface Change {
        void make(int round);
    }

    private interface Check {
        void accept(@Nullable ServiceEntry entry);
    }

    private static void assertReadersSeeWholeVersions(
            Supplier<@Nullable ServiceEntry> lookup, Change change, Check check) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(readers.submit(() -> read(lookup, check, done)));
            }
            for (int round = 1; round <= 20_000; round++) {
                change.make(round);
            }
            done.set(true);
            for (Future<?> reader : running) {
                reader.get();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    private static void read(Supplier<@Nullable ServiceEntry> lookup, Check check, AtomicBoolean done) {
        int latest = 0;
        while (!done.get()) {
            ServiceEntry entry = lookup.get();
            check.accept(entry);
            if (entry != null) {
                int version = Integer.parseInt(entry.service().labels().get("version"));
                assertThat(version).isGreaterThanOrEqualTo(latest);
                assertThat(entry.endpoints().get("http").get(0).weight()).isEqualTo(version + 1);
                latest = version;
            }
        }
    }

    private static ServiceEntry version(int number, InetAddress ip) {
        Service service = Service.builder(ORDERS.namespace(), ORDERS.name())
                .clusterIps(List.of(ip))
                .ports(ServicePort.of("http", 80, Protocol.TCP))
                .labels(Map.of("version", Integer.toString(number)))
                .build();
        Endpoint endpoint = Endpoint.of(new InetSocketAddress(ip, 8080), null).withWeight(number + 1);
        return new ServiceEntry(service, Map.of("http", List.of(endpoint)), null);
    }

    private static CatalogListener listener(Runnable action) {
        return new CatalogListener() {
            @Override
            public void onUpdated(ServiceEntry current, @Nullable ServiceEntry previous) {
                action.run();
            }

            @Override
            public void onRemoved(ServiceEntry last) {
                action.run();
            }
        };
    }

    private static InetAddress ip(int last) {
        return new InetSocketAddress("10.96.0." + last, 0).getAddress();
    }
}
