package io.edgemesh.api;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NetworkProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;
import io.edgemesh.api.spi.Providers;
import io.edgemesh.api.transport.Swarm;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one mesh hands to its parts, and what it has to give back when it ends. */
final class RuntimeContext implements MeshContext, AutoCloseable {
    private static final int BLOCKING_THREADS = 2;
    private static final int CLOSE_SECONDS = 5;

    private final String nodeName;
    private final @Nullable String zone;
    private final Swarm swarm;
    private final ClassLoader classLoader;
    private final Ticker ticker;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final @Nullable Path dataDirectory;
    private final ServiceCatalog catalog = new ServiceCatalog();
    private final Map<Class<?>, Providers<?>> providers = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor blockingExecutor;
    private final Network network;
    private final boolean ownsNetwork;
    private volatile @Nullable Dialer dialer;

    private RuntimeContext(EdgeMeshBuilder builder) {
        nodeName = builder.nodeNameOrDefault();
        zone = builder.zone;
        swarm = builder.swarm();
        classLoader = builder.classLoader;
        ticker = builder.ticker;
        clock = builder.clock;
        random = builder.random;
        dataDirectory = builder.dataDirectory;
        ownsNetwork = builder.network == null;
        network = builder.network != null
                ? builder.network
                : Networks.choose(providers(NetworkProvider.class), builder.networkName);
        blockingExecutor = new ScheduledThreadPoolExecutor(
                BLOCKING_THREADS, new DefaultThreadFactory("edgemesh-" + nodeName + "-work", true));
        blockingExecutor.setRemoveOnCancelPolicy(true);
    }

    static RuntimeContext create(EdgeMeshBuilder builder) {
        return new RuntimeContext(builder);
    }

    void setDialer(Dialer value) {
        dialer = value;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public Optional<String> zone() {
        return Optional.ofNullable(zone);
    }

    @Override
    public ServiceCatalog catalog() {
        return catalog;
    }

    @Override
    public Dialer dialer() {
        Dialer current = dialer;
        if (current == null) {
            throw new IllegalStateException("there is no dialer before the mesh starts: ask for it from start() on");
        }
        return current;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Swarm swarm() {
        return swarm;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public ScheduledExecutorService blockingExecutor() {
        return blockingExecutor;
    }

    @Override
    public Optional<Path> dataDirectory() {
        return Optional.ofNullable(dataDirectory);
    }

    @Override
    @SuppressWarnings("unchecked") // each is stored under the class it was loaded for
    public <P extends Provider> Providers<P> providers(Class<P> spi) {
        return (Providers<P>) providers.computeIfAbsent(spi, type -> Providers.load(spi, classLoader));
    }

    @Override
    public void close() throws InterruptedException {
        blockingExecutor.shutdownNow();
        try {
            blockingExecutor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } finally {
            if (ownsNetwork) {
                network.close();
            }
        }
    }
}
