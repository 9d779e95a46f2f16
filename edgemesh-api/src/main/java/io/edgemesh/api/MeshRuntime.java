package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.dial.DialerProvider;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.intercept.InterceptorProvider;
import io.edgemesh.api.metadata.MetadataSource;
import io.edgemesh.api.metadata.MetadataSourceProvider;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.api.subsystem.Subsystem;
import io.edgemesh.api.subsystem.SubsystemProvider;
import io.edgemesh.api.transport.PeerStatus;
import io.edgemesh.api.transport.Transport;
import io.edgemesh.api.transport.TransportProvider;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running mesh: everything is created first, so that a wrong setting is found before anything listens, then started;
 * closed in the reverse order.
 */
final class MeshRuntime implements EdgeMesh {
    private static final Logger LOGGER = LoggerFactory.getLogger(MeshRuntime.class);
    private static final Map<String, ?> LOOPBACK_PROXIES = Map.of(
            "socks5Proxy", Map.of("enable", true, "listenAddress", "127.0.0.1", "listenPort", 0),
            "httpProxy", Map.of("enable", true, "listenAddress", "127.0.0.1", "listenPort", 0));
    private static final Map<String, ?> RESOLVER_ONLY = Map.of("listenAddresses", List.of());

    private final RuntimeContext context;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>(); // guarded by this
    private final List<Transport> transports = new ArrayList<>();
    private final Map<String, Subsystem> subsystems = new ConcurrentHashMap<>();
    private final List<Subsystem> started = new CopyOnWriteArrayList<>();
    private boolean closed; // guarded by this

    private MeshRuntime(RuntimeContext context) {
        this.context = context;
    }

    static EdgeMesh start(EdgeMeshBuilder builder) {
        RuntimeContext context = RuntimeContext.create(builder);
        MeshRuntime mesh = new MeshRuntime(context);
        mesh.closing.push(context);
        try {
            mesh.startAll(builder);
            return mesh;
        } catch (RuntimeException | Error e) {
            mesh.close();
            throw e;
        }
    }

    private void startAll(EdgeMeshBuilder builder) {
        createTransports(builder);
        MetadataSource source = createSource(builder);
        context.setDialer(createDialer(builder));
        Map<String, Subsystem> created = createSubsystems(builder);

        transports.forEach(Transport::start);
        startSource(source);
        created.forEach(this::startSubsystem);
        builder.ownSettings.stream()
                .flatMap(settings -> settings.unread().stream())
                .forEach(key -> LOGGER.warn("{}; it has no effect", key));
        LOGGER.atInfo()
                .addKeyValue("node", nodeName())
                .addKeyValue("network", context.network().name())
                .addKeyValue(
                        "transports", transports.stream().map(Transport::name).toList())
                .addKeyValue("listen", listenAddresses())
                .log("mesh started");
    }

    private void createTransports(EdgeMeshBuilder builder) {
        transportSettings(builder).forEach((name, settings) -> {
            Transport transport = context.providers(TransportProvider.class)
                    .require(name, "transports")
                    .create(context, settings);
            transports.add(transport);
            closing.push(transport);
        });
    }

    private Map<String, Settings> transportSettings(EdgeMeshBuilder builder) {
        if (!builder.transports.isEmpty()) {
            return builder.transports;
        }
        Map<String, Settings> defaults = new LinkedHashMap<>();
        if (context.providers(TransportProvider.class).find("direct").isPresent()) {
            defaults.put("direct", Settings.empty());
        }
        if (builder.swarmSecret != null || !builder.relays.isEmpty()) {
            defaults.put("libp2p", Settings.empty());
        }
        return defaults;
    }

    private MetadataSource createSource(EdgeMeshBuilder builder) {
        if (builder.metadataName.isEmpty()) {
            return new NoMetadata();
        }
        return context.providers(MetadataSourceProvider.class)
                .require(builder.metadataName, "metadata")
                .create(context, builder.metadataSettings);
    }

    private void startSource(MetadataSource source) {
        CatalogSink sink = new CatalogSink(context.catalog());
        closing.push(source);
        source.start(sink);
    }

    private Dialer createDialer(EdgeMeshBuilder builder) {
        Dialer dialer = context.providers(DialerProvider.class)
                .find("default")
                .map(provider -> provider.create(
                        context, List.copyOf(transports), interceptors(builder), builder.dialerSettings))
                .orElseGet(MissingDialer::new);
        closing.push(dialer);
        return dialer;
    }

    private List<Interceptor> interceptors(EdgeMeshBuilder builder) {
        Map<InterceptorProvider, Settings> inOrder = new TreeMap<>(Comparator.comparingInt(InterceptorProvider::order)
                .thenComparing(provider -> provider.getClass().getName()));
        builder.interceptorNames.forEach((name, settings) ->
                inOrder.put(context.providers(InterceptorProvider.class).require(name, "interceptors"), settings));
        List<Interceptor> chain = new ArrayList<>();
        inOrder.forEach((provider, settings) -> chain.add(provider.create(context, settings)));
        chain.addAll(builder.interceptors);
        return List.copyOf(chain);
    }

    private Map<String, Subsystem> createSubsystems(EdgeMeshBuilder builder) {
        Map<String, Subsystem> created = new LinkedHashMap<>();
        builder.subsystems.forEach((name, settings) -> created.put(name, createSubsystem(name, settings)));
        return created;
    }

    private Subsystem createSubsystem(String name, Settings settings) {
        Subsystem subsystem = context.providers(SubsystemProvider.class)
                .require(name, "subsystems")
                .create(context, settings);
        closing.push(subsystem);
        return subsystem;
    }

    private void startSubsystem(String name, Subsystem subsystem) {
        subsystem.start();
        subsystems.put(name, subsystem);
        started.add(subsystem);
    }

    @Override
    public String nodeName() {
        return context.nodeName();
    }

    @Override
    public ServiceCatalog catalog() {
        return context.catalog();
    }

    @Override
    public CompletionStage<Void> ready() {
        return catalog().synced();
    }

    @Override
    public CompletableFuture<Connection> dial(Dial dial) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        context.dialer().dial(dial).whenComplete((connection, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.complete(connection)) {
                connection.close(); // the caller has cancelled
            }
        });
        return result;
    }

    @Override
    public List<ListenAddress> listenAddresses() {
        return started.stream()
                .flatMap(subsystem -> subsystem.listenAddresses().stream())
                .toList();
    }

    @Override
    public ProxySelector proxySelector() {
        InetSocketAddress proxy = loopbackProxy(ListenAddress.HTTP_PROXY);
        return new MeshProxySelector(catalog(), new Proxy(Proxy.Type.HTTP, proxy));
    }

    @Override
    public Proxy socksProxy() {
        return new Proxy(Proxy.Type.SOCKS, loopbackProxy(ListenAddress.SOCKS5));
    }

    private InetSocketAddress loopbackProxy(String listener) {
        return findListener(listener).orElseGet(() -> {
            onDemand("proxy", "embedded-proxy", LOOPBACK_PROXIES);
            return findListener(listener)
                    .orElseThrow(() -> new IllegalStateException("the proxy has no listener named " + listener));
        });
    }

    private Optional<InetSocketAddress> findListener(String name) {
        return listenAddresses().stream()
                .filter(listen -> listen.name().equals(name))
                .map(ListenAddress::address)
                .findFirst();
    }

    @Override
    @SuppressWarnings("unchecked")
    public AddressResolverGroup<InetSocketAddress> resolver() {
        return feature(AddressResolverGroup.class).orElseGet(() -> {
            onDemand("dns", "embedded-resolver", RESOLVER_ONLY);
            return feature(AddressResolverGroup.class)
                    .orElseThrow(() -> new ConfigurationException("this edgemesh-dns has no resolver for embedders"));
        });
    }

    /** Starts a second instance of a provider under a name of its own, once, beside what the configuration has. */
    private synchronized void onDemand(String provider, String name, Map<String, ?> settings) {
        if (closed) {
            throw new IllegalStateException("the mesh is closed");
        }
        if (!subsystems.containsKey(name)) {
            startSubsystem(name, createSubsystem(provider, Settings.of("built-in " + name, settings)));
        }
    }

    @Override
    public List<PeerStatus> peers() {
        return transports.stream()
                .flatMap(transport -> transport.peers().stream())
                .toList();
    }

    @Override
    public <T> Optional<T> feature(Class<T> type) {
        return started.stream()
                .map(subsystem -> subsystem.feature(type))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> transports.stream()
                        .map(transport -> transport.feature(type))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    @Override
    public synchronized void close() {
        boolean interrupted =
                Thread.interrupted(); // whoever is told to stop closes what it has, and that takes waiting
        closed = true;
        while (!closing.isEmpty()) {
            AutoCloseable part = closing.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                LOGGER.warn("{} did not close cleanly", part, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
