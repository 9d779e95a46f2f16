package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.TransportException;
import io.edgemesh.tunnel.mesh.ProxyRequest;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A request for a stream that a caller waits for. It is answered once, in time and on the caller's event loop; what comes
 * later is closed.
 *
 * <p><b>Threads:</b> any.
 */
final class PendingOpen {
    private final OpenRequest request;
    private final Failures failures;
    private final EarlyStreams early;
    private final long deadlineNanos;
    private final CompletableFuture<OpenedChannel> answer = new CompletableFuture<>();
    private volatile String waitingFor = "connecting to it";

    private PendingOpen(OpenRequest request, Failures failures) {
        this.request = request;
        this.failures = failures;
        this.early = new EarlyStreams(request);
        deadlineNanos =
                request.eventLoop().ticker().nanoTime() + request.timeout().toNanos();
    }

    /** Begins to count the time that the request may take. */
    static PendingOpen start(OpenRequest request, Failures failures) {
        PendingOpen pending = new PendingOpen(request, failures);
        Future<?> timer =
                request.eventLoop().schedule(pending::timeOut, request.timeout().toNanos(), TimeUnit.NANOSECONDS);
        pending.whenAnswered(() -> timer.cancel(false));
        return pending;
    }

    private void timeOut() {
        failNow(failures.timedOut(request, waitingFor));
    }

    CompletionStage<OpenedChannel> answer() {
        return answer;
    }

    void whenAnswered(Runnable task) {
        answer.whenComplete((opened, failure) -> task.run());
    }

    OpenRequest request() {
        return request;
    }

    EarlyStreams early() {
        return early;
    }

    /** Says what is being done, should the time run out over it. */
    void waitingFor(String what) {
        waitingFor = what;
    }

    /** Returns whether an answer is wanted and there is time left for it. */
    boolean awaited() {
        return !answer.isDone() && !left().isZero();
    }

    private Duration left() {
        long nanos = deadlineNanos - request.eventLoop().ticker().nanoTime();
        return nanos < TimeUnit.MILLISECONDS.toNanos(1) ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    /** Returns what to ask the node that the endpoint is on, in the time that is left. */
    ProxyRequest question() {
        return new ProxyRequest(
                request.protocol(),
                request.endpoint().address(),
                String.valueOf(request.endpoint().node()),
                request.client(),
                left(),
                early.id());
    }

    void succeed(OpenedChannel opened) {
        request.eventLoop().execute(() -> {
            if (!answer.complete(opened)) {
                opened.channel().close();
            }
        });
    }

    void fail(Throwable cause) {
        TransportException failure = failures.explain(request, cause);
        request.eventLoop().execute(() -> failNow(failure));
    }

    private void failNow(TransportException failure) {
        if (!answer.isDone()) {
            early.fail();
            answer.completeExceptionally(failure);
        }
    }

    /** The peer has promised to let nothing of this through to the endpoint, so that another one may be asked. */
    void calledOff() {
        early.calledOff();
        fail(new TransportException(waitingFor + " took long and was called off"));
    }
}
