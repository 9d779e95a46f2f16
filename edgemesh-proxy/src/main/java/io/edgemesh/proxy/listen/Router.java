package io.edgemesh.proxy.listen;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.EarlyData;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.TrafficPolicy;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.proxy.direct.DirectConnector;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connection that a listener's client asks for: to a service by name or by one of its addresses, to any other
 * host only where that is allowed.
 *
 * <p><b>Threads:</b> the client's event loop, on which it answers, too. A client that closes meanwhile cancels the dial.
 */
public final class Router {
    private final MeshContext mesh;
    private final ServiceFilter filter;
    private final boolean allowDirect;
    private final Duration timeout;
    private final OutsideConnector outside;

    private Router(MeshContext mesh, ServiceFilter filter, boolean allowDirect, Duration timeout) {
        this.mesh = mesh;
        this.filter = filter;
        this.allowDirect = allowDirect;
        this.timeout = timeout;
        this.outside = new OutsideConnector(new DirectConnector(mesh.network()), mesh.blockingExecutor());
    }

    /**
     * Reads {@code serviceFilterMode} and {@code dialTimeout} of the proxy and {@code allowDirect} of the listener.
     *
     * @param listener the listener's own settings
     */
    public static Router read(MeshContext mesh, Settings proxy, Settings listener) {
        Duration timeout = proxy.duration("dialTimeout", Dial.DEFAULT_TIMEOUT);
        if (timeout.isZero()) {
            throw proxy.invalid("dialTimeout", "a positive duration");
        }
        return new Router(mesh, ServiceFilter.read(proxy), listener.flag("allowDirect", false), timeout);
    }

    /**
     * Opens a connection to a host as a client names it.
     *
     * @param host    a name or an IP address without brackets
     * @param headers of the request it is for, by lower-case name
     * @param early   what the client sends meanwhile, for TCP; this owns it
     * @return fails as {@link io.edgemesh.api.dial.Dialer#dial} does, with a {@link DialDeniedException} for a host that is
     *     no service of the mesh
     */
    public CompletionStage<Channel> open(
            String host,
            int port,
            Protocol protocol,
            Channel client,
            Map<String, String> headers,
            @Nullable EarlyData early) {
        ServiceAddress service = service(host, port, protocol);
        if (service != null) {
            return open(service, protocol, client, headers, early);
        }
        CompletableFuture<Channel> opening = openOutside(host, port, protocol, client);
        return early == null ? opening : opening.whenComplete((channel, failure) -> handOver(early, channel));
    }

    private CompletableFuture<Channel> openOutside(String host, int port, Protocol protocol, Channel client) {
        if (!allowDirect) {
            return CompletableFuture.failedFuture(new DialDeniedException(host + ':' + port
                    + " is no service of the mesh (allowDirect: true lets clients reach other hosts, too)"));
        }
        return cancelledWith(client, outside.connect(host, port, protocol, timeout, client.eventLoop()));
    }

    private static void handOver(EarlyData early, @Nullable Channel channel) {
        if (channel == null) {
            early.discard();
        } else {
            early.passTo(channel, 0);
        }
    }

    /** Opens a connection to a service. */
    public CompletionStage<Channel> open(
            ServiceAddress service,
            Protocol protocol,
            Channel client,
            Map<String, String> headers,
            @Nullable EarlyData early) {
        return open(
                new Dial(service, protocol, clientAddress(client), headers, timeout, client.eventLoop(), early),
                client);
    }

    /** Opens a connection to a service for a client that has no channel of its own. */
    public CompletionStage<Channel> open(
            ServiceAddress service, Protocol protocol, InetSocketAddress client, Channel listener) {
        return open(new Dial(service, protocol, client, Map.of(), timeout, listener.eventLoop(), null), listener);
    }

    private CompletionStage<Channel> open(Dial dial, Channel owner) {
        CompletableFuture<Connection> dialing = mesh.dialer().dial(dial).toCompletableFuture();
        return cancelledWith(owner, dialing).thenApply(Connection::channel);
    }

    /** Returns the traffic policy of the service that a host and port stand for, or {@code null} if there is none. */
    public @Nullable TrafficPolicy policyOf(String host, int port) {
        ServiceAddress service = service(host, port, Protocol.TCP);
        ServiceEntry entry = service == null ? null : mesh.catalog().find(service.service());
        return entry == null ? null : entry.policy();
    }

    private @Nullable ServiceAddress service(String host, int port, Protocol protocol) {
        ServiceCatalog catalog = mesh.catalog();
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address != null) {
            ServiceEntry entry = catalog.findByAddress(address, port, protocol);
            return entry == null || !filter.accepts(entry.service()) ? null : ServiceAddress.of(entry.name(), port);
        }
        ServiceAddress named = parse(host, port);
        if (named == null) {
            return null;
        }
        ServiceEntry entry = catalog.find(named.service());
        if (entry != null) {
            return filter.accepts(entry.service()) ? named : null;
        }
        // The dialer waits for a service that is not known yet, and says best what is wrong with a name within the
        // cluster.
        return !catalog.isSynced() && !allowDirect || host.contains(".svc") ? named : null;
    }

    private static @Nullable ServiceAddress parse(String host, int port) {
        try {
            return ServiceAddress.of(host, Integer.toString(port));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable InetSocketAddress clientAddress(Channel client) {
        SocketAddress remote = client.remoteAddress();
        return remote instanceof InetSocketAddress address ? address : null;
    }

    /** The listener leaves with the dial: an owner may see many of them. */
    private static <T> CompletableFuture<T> cancelledWith(Channel owner, CompletableFuture<T> opening) {
        ChannelFutureListener cancel = closed -> opening.cancel(false);
        owner.closeFuture().addListener(cancel);
        opening.whenComplete((opened, failure) -> owner.closeFuture().removeListener(cancel));
        return opening;
    }
}
