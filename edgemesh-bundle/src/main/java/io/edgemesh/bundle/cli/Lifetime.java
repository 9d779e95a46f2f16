package io.edgemesh.bundle.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time until the process is asked to end, by SIGTERM or SIGINT, and all is closed.
 *
 * <pre>{@code
 * try (Lifetime lifetime = Lifetime.begin(0);
 *         ConfiguredMesh agent = ConfiguredMesh.agent(settings)) {
 *     lifetime.awaitEnd();
 * }
 * }</pre>
 *
 * <p>The shutdown hook only asks; the thread that started things closes them, so a signal that comes while they still
 * start is no special case. The hook then ends the process with a code of our own: a node that was stopped as intended
 * has not failed, while a service manager would take the JVM's 143 for a failure.
 */
final class Lifetime implements AutoCloseable {
    private static final int CLOSE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread owner = Thread.currentThread();
    private final int exitCode;
    private final Thread hook = new Thread(this::end, "edgemesh-end");

    private Lifetime(int exitCode) {
        this.exitCode = exitCode;
    }

    /** @param exitCode what the process ends with when it was asked to end and all closed in time */
    static Lifetime begin(int exitCode) {
        Lifetime lifetime = new Lifetime(exitCode);
        Runtime.getRuntime().addShutdownHook(lifetime.hook);
        return lifetime;
    }

    /** Waits until the process is asked to end. */
    void awaitEnd() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // how the hook wakes up whoever blocks elsewhere
        }
    }

    private void end() {
        asked.countDown();
        owner.interrupt();
        boolean inTime = false;
        try {
            inTime = closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(inTime ? exitCode : Main.FAILED);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook runs already, and is about to end the process.
        }
    }
}
