package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.lb.LoadBalancer;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.ServiceName;
import io.edgemesh.api.transport.OpenRequest;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.Transport.OpenedChannel;
import io.edgemesh.api.transport.TransportException;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pick of a balancer and what becomes of it: one transport is asked, and the balancer told of the outcome exactly
 * once.
 *
 * <p><b>Threads:</b> the dial's event loop; the end of a connection is told on the channel's.
 */
final class Attempt {
    private static final Logger LOGGER = LoggerFactory.getLogger(Attempt.class);

    private final LoadBalancer balancer;
    private final Endpoint endpoint;
    private final DialerParts parts;
    private final long startNanos;
    private @Nullable Transport transport;

    Attempt(LoadBalancer balancer, Endpoint endpoint, DialerParts parts) {
        this.balancer = balancer;
        this.endpoint = endpoint;
        this.parts = parts;
        this.startNanos = parts.mesh().ticker().nanoTime();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** @return completes on the request's event loop, once the balancer has been told */
    CompletionStage<Connection> open(ServiceName service, OpenRequest request) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        ask(request).whenComplete((opened, failure) -> {
            if (opened == null) {
                result.completeExceptionally(failed(failure));
            } else {
                result.complete(connected(service, opened));
            }
        });
        return result;
    }

    private CompletionStage<OpenedChannel> ask(OpenRequest request) {
        transport = choose();
        if (transport == null) {
            return CompletableFuture.failedFuture(
                    new TransportException("no transport is the way to it (asked: " + names(parts.transports()) + ')'));
        }
        try {
            return transport.open(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable Transport choose() {
        Transport perhaps = null;
        for (Transport candidate : parts.transports()) {
            Transport.Reach reach = candidate.reach(endpoint);
            if (reach == Transport.Reach.YES) {
                return candidate;
            }
            if (reach == Transport.Reach.MAYBE && perhaps == null) {
                perhaps = candidate;
            }
        }
        return perhaps;
    }

    private static String names(List<Transport> transports) {
        return transports.isEmpty()
                ? "none"
                : transports.stream().map(Transport::name).collect(Collectors.joining(", "));
    }

    private Connection connected(ServiceName service, OpenedChannel opened) {
        long nanos = parts.mesh().ticker().nanoTime() - startNanos;
        parts.connectTimes().add(endpoint, nanos);
        tell(() -> balancer.onConnected(endpoint, nanos));
        opened.channel().closeFuture().addListener(closed -> tell(() -> balancer.onClosed(endpoint)));
        return new Connection(opened.channel(), service, endpoint, opened.path());
    }

    private Throwable failed(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure == null ? new TransportException("the transport answered with nothing") : failure;
        tell(() -> balancer.onFailed(endpoint, cause));
        return cause;
    }

    /** A balancer is a plug-in: its failure to take news must not cost the connection. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .addKeyValue("balancer", balancer.getClass().getName())
                    .setCause(e)
                    .log("a load balancer failed over an outcome; it has missed this one");
        }
    }

    /** Such as {@code 10.0.0.3:80 on edge-7 (libp2p)}. */
    @Override
    public String toString() {
        String node = endpoint.node();
        return NetUtil.toSocketAddressString(endpoint.address())
                + (node == null ? "" : " on " + node)
                + (transport == null ? "" : " (" + transport.name().toLowerCase(Locale.ROOT) + ')');
    }
}
