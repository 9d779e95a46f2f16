package io.edgemesh.proxy.dial;

import io.edgemesh.api.MeshException;
import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Delivery;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.proxy.direct.DirectConnector;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what dials share up to date with the catalog, and starts them. */
final class DefaultDialer implements Dialer {
    private final DialerParts parts;
    private final Deliveries deliveries;
    private final List<ServiceCatalog.Registration> registrations;
    private volatile boolean closed;

    DefaultDialer(
            MeshContext mesh, List<Transport> transports, List<Interceptor> interceptors, DialerSettings settings) {
        ServiceCatalog catalog = mesh.catalog();
        var balancers = new Balancers(catalog, new BalancerFactory(mesh, settings));
        var arrivals = new Arrivals(catalog);
        var local = new LocalEndpoints(mesh.nodeName());
        parts = new DialerParts(
                mesh,
                List.copyOf(transports),
                List.copyOf(interceptors),
                balancers,
                new CandidateFinder(balancers, mesh.blockingExecutor()),
                arrivals,
                new ConnectTimes(),
                settings.attemptTimeout());
        deliveries = new Deliveries(local, settings.allowed(), new DirectConnector(mesh.network()));
        registrations =
                List.of(catalog.addListener(local), catalog.addListener(balancers), catalog.addListener(arrivals));
    }

    @Override
    public CompletionStage<Connection> dial(Dial dial) {
        EventLoop wanted = dial.eventLoop();
        EventLoop loop = wanted == null ? parts.mesh().network().eventLoops().next() : wanted;
        var serviceDial = new ServiceDial(parts, dial, loop);
        if (closed) {
            serviceDial.fail(new MeshException("the mesh is closed"));
        } else {
            serviceDial.start();
        }
        return serviceDial.result();
    }

    @Override
    public CompletionStage<Channel> deliver(Delivery delivery) {
        return closed
                ? CompletableFuture.failedFuture(new MeshException("the mesh is closed"))
                : deliveries.deliver(delivery);
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(ServiceCatalog.Registration::close);
        parts.balancers().close();
    }
}
