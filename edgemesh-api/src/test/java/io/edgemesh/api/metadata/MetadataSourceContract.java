package io.edgemesh.api.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.ServiceName;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link MetadataSource} promises. Extend it in the tests of a plug-in, with a place that the source learns
 * from and that the test can change: a folder, a fake server.
 *
 * <p>A service is in that place or not; beyond its name it may be anything.
 */
public abstract class MetadataSourceContract {
    private static final ServiceName ALPHA = new ServiceName("default", "alpha");
    private static final ServiceName BETA = new ServiceName("default", "beta");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RecordingSink sink = new RecordingSink();
    private MetadataSource source;

    /** Returns a new source that has not started and looks at the place. */
    protected abstract MetadataSource create() throws Exception;

    /** Puts a service into the place, whether or not a source is looking at it. */
    protected abstract void add(ServiceName name) throws Exception;

    /** Takes a service out of the place. */
    protected abstract void remove(ServiceName name) throws Exception;

    @AfterEach
    void closeSource() {
        if (source != null) {
            source.close();
        }
        assertThat(sink.breaches()).isEmpty();
    }

    @Test
    void tellsAllThatThereIsBeforeItSaysThatItHasToldAll() throws Exception {
        add(ALPHA);
        add(BETA);

        start();

        await().atMost(PATIENCE).until(sink::isSynced);
        assertThat(sink.entries()).containsOnlyKeys(ALPHA, BETA);
    }

    @Test
    void tellsOfAServiceThatComesLater() throws Exception {
        add(ALPHA);
        start();
        await().atMost(PATIENCE).until(sink::isSynced);

        add(BETA);

        awaitServices(ALPHA, BETA);
    }

    @Test
    void tellsOfAServiceThatGoes() throws Exception {
        add(ALPHA);
        add(BETA);
        start();
        await().atMost(PATIENCE).until(sink::isSynced);

        remove(ALPHA);

        awaitServices(BETA);
    }

    @Test
    void tellsOfAServiceThatReturns() throws Exception {
        add(ALPHA);
        start();
        awaitServices(ALPHA);
        remove(ALPHA);
        awaitServices();

        add(ALPHA);

        awaitServices(ALPHA);
    }

    @Test
    void isSilentOnceClosed() throws Exception {
        add(ALPHA);
        start();
        await().atMost(PATIENCE).until(sink::isSynced);

        source.close();
        sink.expectSilence();
        add(BETA);
        MetadataSource later = create();
        try {
            RecordingSink witness = new RecordingSink();
            later.start(witness); // by the time this one has seen the change, the closed one would have too
            await().atMost(PATIENCE).until(() -> witness.entries().containsKey(BETA));
        } finally {
            later.close();
        }

        assertThat(sink.entries()).containsOnlyKeys(ALPHA);
        assertThat(sink.breaches()).isEmpty();
    }

    @Test
    void waitsInCloseForACallThatIsUnderWay() throws Exception {
        add(ALPHA);
        source = create();
        CountDownLatch inCall = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        source.start(new SlowSink(sink, inCall, goOn));
        inCall.await();
        ExecutorService closer = Executors.newSingleThreadExecutor();
        try {
            Future<?> closed = closer.submit(() -> {
                source.close();
                sink.expectSilence(); // a call that outlives close would be a breach
            });
            goOn.countDown();
            closed.get();
        } finally {
            closer.shutdownNow();
        }
    }

    @Test
    void closesWithoutEverHavingStarted() throws Exception {
        MetadataSource unused = create();

        assertThatCode(unused::close).doesNotThrowAnyException();
    }

    private void start() throws Exception {
        source = create();
        source.start(sink);
    }

    private void awaitServices(ServiceName... names) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.entries().keySet()).containsExactly(names));
    }
}
