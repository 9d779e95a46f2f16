package io.edgemesh.proxy.dial;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.dial.UnknownServiceException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.ServiceType;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the service and port that an address means; waits for them while the catalog is incomplete.
 *
 * <p>A service of type ExternalName whose name is that of another service stands for that one; any other stands for the
 * hosts of its name, at whatever port is dialled. <b>Threads:</b> the dial's event loop.
 */
final class TargetResolver {
    private static final int MAX_ALIASES = 4;

    private final ServiceCatalog catalog;
    private final Arrivals arrivals;
    private final EventLoop loop;
    private final CompletableFuture<?> dialResult;

    TargetResolver(DialerParts parts, EventLoop loop, CompletableFuture<?> dialResult) {
        this.catalog = parts.mesh().catalog();
        this.arrivals = parts.arrivals();
        this.loop = loop;
        this.dialResult = dialResult;
    }

    /** @return completes on the event loop; fails with an {@link UnknownServiceException} */
    CompletionStage<Target> resolve(Dial dial) {
        boolean complete = catalog.isSynced(); // before looking: what is not there after that, is not there
        ServiceAddress address = dial.address();
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            ServiceEntry entry = catalog.find(address.service());
            ServiceAddress alias = entry == null ? null : alias(entry.service(), address.port());
            if (alias == null) {
                return target(dial, address, entry, complete);
            }
            address = alias;
        }
        return CompletableFuture.failedFuture(new UnknownServiceException(dial.address()
                + ": its ExternalName leads over more than " + MAX_ALIASES + " services; is it a circle?"));
    }

    private static @Nullable ServiceAddress alias(Service service, String port) {
        String host = service.externalName();
        if (service.type() != ServiceType.EXTERNAL_NAME || host == null || !host.contains(".svc.")) {
            return null;
        }
        try {
            return ServiceAddress.of(host, port);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private CompletionStage<Target> target(
            Dial dial, ServiceAddress address, @Nullable ServiceEntry entry, boolean complete) {
        ServicePort port = entry == null ? null : port(address, entry.service(), dial.protocol());
        if (entry != null && port != null) {
            return CompletableFuture.completedFuture(new Target(address, entry, port));
        }
        if (complete) {
            return CompletableFuture.failedFuture(unknown(address, dial.protocol(), entry));
        }
        return await(dial, address, entry);
    }

    private static @Nullable ServicePort port(ServiceAddress address, Service service, Protocol protocol) {
        ServicePort declared = address.portOf(service, protocol);
        if (declared != null || service.type() != ServiceType.EXTERNAL_NAME) {
            return declared;
        }
        try {
            return ServicePort.of("", Integer.parseInt(address.port()), protocol);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private CompletionStage<Target> await(Dial dial, ServiceAddress address, @Nullable ServiceEntry seen) {
        CompletableFuture<Target> later = new CompletableFuture<>();
        Runnable lookAgain = () -> loop.execute(() -> resolve(dial).whenComplete((target, failure) -> {
            if (failure != null) {
                later.completeExceptionally(failure);
            } else {
                later.complete(target);
            }
        }));
        arrivals.await(address.service(), seen, lookAgain);
        dialResult.whenComplete((connection, failure) -> arrivals.forget(address.service(), lookAgain));
        return later;
    }

    private static UnknownServiceException unknown(
            ServiceAddress address, Protocol protocol, @Nullable ServiceEntry entry) {
        if (entry == null) {
            return new UnknownServiceException("there is no service " + address.service());
        }
        String ports = entry.service().ports().stream()
                .map(port -> port.name() + ' ' + port.port() + '/' + port.protocol())
                .collect(Collectors.joining(", "));
        return new UnknownServiceException(address.service() + " has no port " + address.port() + '/' + protocol
                + " (it has: " + (ports.isEmpty() ? "none" : ports.strip()) + ')');
    }

    /** Says what a dial that ran out of time while resolving has been waiting for. */
    static String progress(ServiceAddress address) {
        return "the service " + address.service() + " is not known, and the metadata source has not told all yet";
    }
}
