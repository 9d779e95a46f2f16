package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.transport.PeerStatus;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node of the mesh within this process.
 *
 * <pre>{@code
 * try (EdgeMesh mesh = EdgeMesh.builder()
 *         .nodeName("edge-a")
 *         .swarmSecret(Path.of("psk"))
 *         .relay("cloud", "203.0.113.7")
 *         .metadata("manifests", Map.of("path", "manifests"))
 *         .start()) {
 *     Connection connection = mesh.dial(ServiceAddress.parse("hostname-svc.default:12345")).get();
 *     HttpClient http = HttpClient.newBuilder().proxy(mesh.proxySelector()).build();
 * }
 * }</pre>
 *
 * <p>Several meshes live side by side in one JVM and share nothing. <b>Threads:</b> safe for use by several. What
 * {@link #proxySelector}, {@link #socksProxy} and {@link #resolver} need is started at the first call, unless the
 * configuration has it; so nothing listens that nobody asked for.
 */
public interface EdgeMesh extends AutoCloseable {
    /** Returns a builder with everything at its default. */
    static EdgeMeshBuilder builder() {
        return new EdgeMeshBuilder();
    }

    /** Returns the name of this node. */
    String nodeName();

    /** Returns the services this node knows. */
    ServiceCatalog catalog();

    /** Returns what completes when the metadata source has told all that it knew at its start. Never fails. */
    CompletionStage<Void> ready();

    /** Opens a byte stream to a service; see {@link #dial(Dial)}. */
    default CompletableFuture<Connection> dial(ServiceAddress address) {
        return dial(Dial.tcp(address));
    }

    /**
     * Opens a connection to a service.
     *
     * @return completes within the dial's time-out; the connection is the caller's to close. Its channel has auto-read
     *     off: add handlers, then turn it on. Fails as {@link io.edgemesh.api.dial.Dialer#dial} says. A future that is
     *     cancelled closes the connection when it comes
     */
    CompletableFuture<Connection> dial(Dial dial);

    /** Returns what this node listens on. */
    List<ListenAddress> listenAddresses();

    /**
     * Returns a selector that sends requests for services of the mesh through it and all others straight on: for
     * {@link java.net.http.HttpClient} and other clients of the JDK. Leads to an HTTP proxy on a loopback port. While the
     * catalog is not complete, a request for an unknown name waits for it, 5 seconds at most.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if {@code edgemesh-proxy} is not on the class path
     */
    ProxySelector proxySelector();

    /**
     * Returns a SOCKS5 proxy into the mesh, on a loopback port. Connect with
     * {@link InetSocketAddress#createUnresolved}, so that the name reaches the proxy.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if {@code edgemesh-proxy} is not on the class path
     */
    Proxy socksProxy();

    /**
     * Returns a resolver that knows the services of the mesh and asks the system for all other names.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if {@code edgemesh-dns} is not on the class path
     */
    AddressResolverGroup<InetSocketAddress> resolver();

    /** Returns what is known of each peer now. */
    List<PeerStatus> peers();

    /** Returns a facet of a transport or subsystem, for those who know it; empty if there is none of that type. */
    <T> Optional<T> feature(Class<T> type);

    /** Stops the node: listeners first, then connections and event loops. Waits for that, some seconds at most. */
    @Override
    void close();
}
