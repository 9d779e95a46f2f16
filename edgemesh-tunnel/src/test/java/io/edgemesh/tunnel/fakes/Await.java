package io.edgemesh.tunnel.fakes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what comes about on other threads, or in other processes. */
public final class Await {
    private static final long LOOK_MILLIS = 5;
    private static final long LONGEST_SECONDS = 30;

    private Await() {}

    /** Returns as soon as the condition holds; fails if it has not within {@value #LONGEST_SECONDS} s, or if it throws. */
    public static void until(BooleanSupplier condition) throws InterruptedException {
        CompletableFuture<Void> holds = new CompletableFuture<>();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            looking.scheduleWithFixedDelay(() -> look(condition, holds), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            holds.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("while looking: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("did not come about within " + LONGEST_SECONDS + " s", e);
        } finally {
            looking.shutdownNow();
        }
    }

    private static void look(BooleanSupplier condition, CompletableFuture<Void> holds) {
        try {
            if (condition.getAsBoolean()) {
                holds.complete(null);
            }
        } catch (RuntimeException | AssertionError e) {
            holds.completeExceptionally(e);
        }
    }
}
