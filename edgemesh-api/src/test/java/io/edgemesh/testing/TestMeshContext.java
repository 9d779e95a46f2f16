package io.edgemesh.testing;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.net.NioNetworkProvider;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;
import io.edgemesh.api.spi.Providers;
import io.edgemesh.api.transport.Swarm;
import io.edgemesh.api.transport.Swarm.IdentityMode;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MeshContext} for tests of one part: real sockets on one event loop, an empty catalog, a seeded random source.
 * What a test needs otherwise it sets before the part is created. Close it at the end.
 */
public final class TestMeshContext implements MeshContext, AutoCloseable {
    private final String nodeName;
    private final ServiceCatalog catalog = new ServiceCatalog();
    private final ScheduledExecutorService blockingExecutor = Executors.newScheduledThreadPool(1);
    private final Random random = new Random(1);
    private @Nullable Network network;
    private @Nullable Dialer dialer;
    private @Nullable Path dataDirectory;
    private Swarm swarm = new Swarm(IdentityMode.PSK, null, null, List.of());
    private Ticker ticker = Ticker.systemTicker();
    private InstantSource clock = InstantSource.system();

    public TestMeshContext(String nodeName) {
        this.nodeName = nodeName;
    }

    public TestMeshContext dialer(Dialer value) {
        dialer = value;
        return this;
    }

    public TestMeshContext swarm(Swarm value) {
        swarm = value;
        return this;
    }

    /** The context closes it. Default: NIO on one event loop. */
    public TestMeshContext network(Network value) {
        network = value;
        return this;
    }

    public TestMeshContext ticker(Ticker value) {
        ticker = value;
        return this;
    }

    public TestMeshContext clock(InstantSource value) {
        clock = value;
        return this;
    }

    public TestMeshContext dataDirectory(Path value) {
        dataDirectory = value;
        return this;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public Optional<String> zone() {
        return Optional.empty();
    }

    @Override
    public ServiceCatalog catalog() {
        return catalog;
    }

    @Override
    public Dialer dialer() {
        if (dialer == null) {
            throw new IllegalStateException("this test has set no dialer");
        }
        return dialer;
    }

    @Override
    public synchronized Network network() {
        if (network == null) {
            network = new NioNetworkProvider().create(1);
        }
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
    public <P extends Provider> Providers<P> providers(Class<P> spi) {
        return Providers.load(spi, getClass().getClassLoader());
    }

    @Override
    public synchronized void close() {
        blockingExecutor.shutdownNow();
        if (network != null) {
            network.close();
        }
    }
}
