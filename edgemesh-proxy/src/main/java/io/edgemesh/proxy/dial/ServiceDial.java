package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One dial from its start to its result.
 *
 * <pre>
 * start -> resolve -> interceptor 1 .. n -> resolve again if they changed the address -> EndpointAttempts -> result
 *             |                                                                                                ^
 *             +-- waits for the catalog                                 time-out at any moment ----------------+
 * </pre>
 *
 * <p>The result may also be completed by the caller, who cancels: whatever comes later is closed.
 *
 * <p><b>Threads:</b> all on the dial's event loop, but for construction and {@link #result}.
 */
final class ServiceDial {
    private final DialerParts parts;
    private final Dial dial;
    private final EventLoop loop;
    private final long deadlineNanos;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final TargetResolver resolver;
    private final EarlyOffers early;
    private @Nullable ScheduledFuture<?> timeout;
    private @Nullable EndpointAttempts attempts;
    private @Nullable Connection opened;

    ServiceDial(DialerParts parts, Dial dial, EventLoop loop) {
        this.parts = parts;
        this.dial = dial;
        this.loop = loop;
        this.deadlineNanos = parts.mesh().ticker().nanoTime() + dial.timeout().toNanos();
        this.resolver = new TargetResolver(parts, loop, result);
        this.early = new EarlyOffers(dial.earlyData());
        result.whenComplete((connection, failure) -> {
            if (connection == null) {
                onLoop(early::discard);
            }
        });
    }

    /** What the client has sent before there is a connection, and how far it has gone. */
    EarlyOffers early() {
        return early;
    }

    CompletableFuture<Connection> result() {
        return result;
    }

    void start() {
        onLoop(this::begin);
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private void begin() {
        timeout = loop.schedule(this::timeOut, remainingNanos(), TimeUnit.NANOSECONDS);
        resolveAndProceed(dial, 0).whenComplete(this::finish);
    }

    long remainingNanos() {
        return deadlineNanos - parts.mesh().ticker().nanoTime();
    }

    private void finish(@Nullable Connection connection, @Nullable Throwable failure) {
        onLoop(() -> finishOnLoop(connection, failure));
    }

    private void finishOnLoop(@Nullable Connection connection, @Nullable Throwable failure) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (connection == null) {
            fail(unwrapped(failure));
        } else if (!over() && !early.passTo(connection.channel())) {
            fail(new IllegalStateException("an interceptor answered with another connection than the one that "
                    + "the client's first bytes have gone over"));
            connection.close();
        } else if (!result.complete(connection)) {
            connection.close();
        }
        if (opened != null && (connection == null || opened.channel() != connection.channel())) {
            opened.close(); // an interceptor failed over a connection that stands, or answered with another
        }
    }

    private static Throwable unwrapped(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return failure.getCause();
        }
        return failure == null ? new IllegalStateException("an interceptor answered without a connection") : failure;
    }

    /** Returns whether nobody waits for a connection any more. */
    boolean over() {
        return result.isDone();
    }

    /** Returns whether that is the result now. */
    boolean fail(Throwable failure) {
        return result.completeExceptionally(failure);
    }

    private void timeOut() {
        fail(timedOut());
    }

    DialTimeoutException timedOut() {
        String progress = attempts == null ? TargetResolver.progress(dial.address()) : attempts.progress();
        return new DialTimeoutException(
                dial.address() + ": no connection within " + dial.timeout().toMillis() + " ms: " + progress);
    }

    /** Finds out what an address means and hands it to the interceptor at an index, or to the endpoints behind the last. */
    CompletionStage<Connection> resolveAndProceed(Dial current, int interceptor) {
        CompletionStage<Target> target = resolver.resolve(current);
        return target.thenCompose(found -> proceed(current, found, interceptor));
    }

    CompletionStage<Connection> proceed(Dial current, Target target, int interceptor) {
        if (interceptor < parts.interceptors().size()) {
            return new ChainLink(this, parts.interceptors().get(interceptor), interceptor, current, target).intercept();
        }
        attempts = new EndpointAttempts(parts, current, target, this, loop);
        return attempts.start().thenApply(connection -> opened = connection);
    }
}
