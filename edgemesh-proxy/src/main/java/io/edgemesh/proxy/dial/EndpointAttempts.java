package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.lb.Call;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.lb.NoEndpointException;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.TransportException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tries endpoints of one service port, each at most once, until one connects.
 *
 * <p>The next one is tried as soon as one fails, and beside one that has not answered within its {@link ConnectTimes
 * patience}: an endpoint that swallows what it is sent costs a moment, not the client's time-out. An attempt overtaken by
 * another runs to its own end, so that the balancer learns what became of it; if it does connect, its channel is closed. An
 * attempt that has sent the client's {@link EarlyOffers early data} is called off first, and only its consent lets the next
 * one begin.
 *
 * <p><b>Threads:</b> the dial's event loop.
 */
final class EndpointAttempts implements Call {
    private static final int MAX_ATTEMPTS = 16;
    private static final long LAST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final DialerParts parts;
    private final Dial dial;
    private final Target target;
    private final ServiceDial serviceDial;
    private final EventLoop loop;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final List<Endpoint> tried = new ArrayList<>(2);
    private final List<Attempt> pending = new ArrayList<>(2);
    private final List<String> failures = new ArrayList<>(0);
    private Candidates candidates = Candidates.inTurn(List.of());
    private @Nullable Throwable lastFailure;
    private @Nullable ScheduledFuture<?> impatience;

    EndpointAttempts(DialerParts parts, Dial dial, Target target, ServiceDial serviceDial, EventLoop loop) {
        this.parts = parts;
        this.dial = dial;
        this.target = target;
        this.serviceDial = serviceDial;
        this.loop = loop;
    }

    CompletionStage<Connection> start() {
        if (serviceDial.early().lost()) {
            return CompletableFuture.failedFuture(lost(null));
        }
        parts.candidates().find(target, loop).whenComplete((found, failure) -> {
            if (found == null) {
                result.completeExceptionally(failure);
            } else {
                candidates = found;
                next();
            }
        });
        return result;
    }

    private void next() {
        stopWaiting();
        if (result.isDone() || serviceDial.over()) {
            return;
        }
        Attempt attempt = tried.isEmpty() || othersLeft() ? pick() : null;
        if (attempt != null) {
            tried.add(attempt.endpoint());
            pending.add(attempt);
            open(attempt);
        } else if (pending.isEmpty()) {
            result.completeExceptionally(exhausted());
        }
    }

    private boolean othersLeft() {
        return tried.size() < Math.min(MAX_ATTEMPTS, candidates.size());
    }

    /** Returns an attempt at an endpoint that has not been tried, or {@code null} if the balancer has none left. */
    private @Nullable Attempt pick() {
        LoadBalancer balancer = candidates.balancer();
        while (balancer != null) {
            Endpoint endpoint = balancer.pick(this);
            if (endpoint != null && !tried(endpoint)) {
                return new Attempt(balancer, endpoint, parts);
            }
            if (endpoint != null) {
                balancer.onCancelled(endpoint);
                return null;
            }
            LoadBalancer now = candidates.balancer();
            balancer = now == balancer ? null : now; // replaced while we asked: the new one has not been asked yet
        }
        return null;
    }

    private void open(Attempt attempt) {
        long nanos = Math.max(1, Math.min(parts.attemptTimeout().toNanos(), serviceDial.remainingNanos()));
        EarlyOffers.Offer offer = serviceDial.early().offer();
        OpenRequest request = new OpenRequest(
                attempt.endpoint(), dial.protocol(), dial.client(), Duration.ofNanos(nanos), loop, offer);
        attempt.open(target.entry().name(), request).whenComplete((connection, failure) -> {
            pending.remove(attempt);
            if (connection == null) {
                serviceDial.early().end(offer);
                failed(attempt, failure);
            } else {
                connected(connection, offer);
            }
        });
        if (othersLeft() && !result.isDone() && pending.contains(attempt)) {
            impatience = loop.schedule(
                    this::hurry, parts.connectTimes().patienceNanos(attempt.endpoint()), TimeUnit.NANOSECONDS);
        }
    }

    private void hurry() {
        if (!serviceDial.early().recall()) {
            next();
        }
    }

    private void connected(Connection connection, EarlyOffers.@Nullable Offer offer) {
        stopWaiting();
        if (result.isDone()) {
            serviceDial.early().end(offer);
            connection.close();
        } else {
            serviceDial.early().won(offer, connection.channel());
            result.complete(connection);
        }
    }

    private void failed(Attempt attempt, Throwable failure) {
        lastFailure = failure;
        failures.add(attempt + ": " + failure.getMessage());
        if (serviceDial.early().lost()) {
            stopWaiting();
            result.completeExceptionally(lost(failure));
        } else {
            next();
        }
    }

    private TransportException lost(@Nullable Throwable failure) {
        return new TransportException(
                "cannot reach " + target.address() + ": " + progress()
                        + "; what the client has sent may have arrived there, so no other endpoint gets it",
                failure);
    }

    private void stopWaiting() {
        if (impatience != null) {
            impatience.cancel(false);
            impatience = null;
        }
    }

    private RuntimeException exhausted() {
        if (failures.isEmpty()) {
            int known = target.entry().endpoints(target.port()).size();
            return new NoEndpointException(target.address() + " has no endpoint that takes connections ("
                    + (known == 0 ? "none is known" : known + " known") + ')');
        }
        if (serviceDial.remainingNanos() < LAST_MOMENT_NANOS) {
            return serviceDial.timedOut(); // the last attempt had what was left of the dial's time
        }
        return new TransportException("cannot reach " + target.address() + ": " + progress(), lastFailure);
    }

    /** Says what has failed and what is being waited for. */
    String progress() {
        List<String> parts = new ArrayList<>(failures);
        pending.forEach(attempt -> parts.add(attempt + ": no answer yet"));
        return parts.isEmpty() ? "no endpoint was tried yet" : String.join("; ", parts);
    }

    @Override
    public @Nullable InetAddress clientAddress() {
        return dial.client() == null ? null : dial.client().getAddress();
    }

    @Override
    public @Nullable String header(String name) {
        return dial.headers().get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean tried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }
}
