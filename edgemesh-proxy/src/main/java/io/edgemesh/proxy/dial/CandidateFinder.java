package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.UnknownServiceException;
import io.edgemesh.api.lb.NoEndpointException;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceType;
import io.edgemesh.api.transport.TransportException;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the endpoints that a target means: all of the port, those of one host name, or hosts outside of the cluster. */
final class CandidateFinder {
    private final Balancers balancers;
    private final Executor blocking;

    CandidateFinder(Balancers balancers, Executor blocking) {
        this.balancers = balancers;
        this.blocking = blocking;
    }

    /** @return completes on the event loop */
    CompletionStage<Candidates> find(Target target, EventLoop loop) {
        Service service = target.entry().service();
        if (service.type() == ServiceType.EXTERNAL_NAME && service.externalName() != null) {
            return external(service.externalName(), target, loop);
        }
        String hostname = target.address().hostname();
        return hostname == null ? CompletableFuture.completedFuture(balancers.of(target)) : ofHost(hostname, target);
    }

    private static CompletionStage<Candidates> ofHost(String hostname, Target target) {
        List<Endpoint> usable = named(hostname, target.entry().usableEndpoints(target.port()));
        if (!usable.isEmpty()) {
            return CompletableFuture.completedFuture(Candidates.inTurn(usable));
        }
        boolean known =
                !named(hostname, target.entry().endpoints(target.port())).isEmpty();
        return CompletableFuture.failedFuture(
                known
                        ? new NoEndpointException(target.address() + ": " + hostname + " is not ready")
                        : new UnknownServiceException(
                                target.entry().name() + " has no endpoint with the host name " + hostname));
    }

    private static List<Endpoint> named(String hostname, List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> hostname.equalsIgnoreCase(endpoint.hostname()))
                .toList();
    }

    private CompletionStage<Candidates> external(String host, Target target, EventLoop loop) {
        return CompletableFuture.supplyAsync(() -> lookUp(host, target), blocking)
                .thenApplyAsync(Candidates::inTurn, loop);
    }

    private static List<Endpoint> lookUp(String host, Target target) {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .map(address -> outside(address, target.port().port()))
                    .toList();
        } catch (UnknownHostException e) {
            throw new TransportException(
                    target.entry().name() + " stands for " + host + " (ExternalName), which does not resolve here", e);
        }
    }

    private static Endpoint outside(InetAddress address, int port) {
        @Nullable String noNode = null;
        return Endpoint.of(new InetSocketAddress(address, port), noNode);
    }
}
