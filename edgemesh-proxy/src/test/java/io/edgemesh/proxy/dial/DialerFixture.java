package io.edgemesh.proxy.dial;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.testing.TestMeshContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A dialer of node {@code here} over given transports, and the service {@code default/orders} to dial. */
final class DialerFixture implements AutoCloseable {
    static final ServicePort HTTP = ServicePort.of("http", 80, Protocol.TCP);

    final TestMeshContext mesh = new TestMeshContext("here");
    final Dialer dialer;

    DialerFixture(Transport... transports) {
        this(List.of(), Map.of(), transports);
    }

    DialerFixture(List<Interceptor> interceptors, Map<String, ?> settings, Transport... transports) {
        dialer = new DefaultDialerProvider()
                .create(mesh, List.of(transports), interceptors, Settings.of("test", settings));
    }

    static Endpoint endpoint(int port) {
        return Endpoint.of(new InetSocketAddress("127.0.0.1", port), "there");
    }

    DialerFixture orders(Endpoint... endpoints) {
        return orders(null, endpoints);
    }

    DialerFixture orders(@Nullable TrafficPolicy policy, Endpoint... endpoints) {
        Service service = Service.builder("default", "orders").ports(HTTP).build();
        mesh.catalog().publish(new ServiceEntry(service, Map.of("http", List.of(endpoints)), policy));
        return this;
    }

    DialerFixture synced() {
        mesh.catalog().markSynced();
        return this;
    }

    CompletableFuture<Connection> dialing(String address, Duration timeout) {
        return dialer.dial(Dial.tcp(ServiceAddress.parse(address)).withTimeout(timeout))
                .toCompletableFuture();
    }

    Connection dial(String address) throws Exception {
        try {
            return dialing(address, Dial.DEFAULT_TIMEOUT).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @Override
    public void close() {
        dialer.close();
        mesh.close();
    }
}
