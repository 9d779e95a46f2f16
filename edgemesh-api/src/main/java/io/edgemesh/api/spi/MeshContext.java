package io.edgemesh.api.spi;

import io.edgemesh.api.catalog.ServiceCatalog;
import io.edgemesh.api.dial.Dialer;
import io.edgemesh.api.net.Network;
import io.edgemesh.api.transport.Swarm;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What a mesh hands to everything that its providers create.
 *
 * <p>Valid from creation until the mesh is closed. <b>Threads:</b> safe for use by several.
 */
public interface MeshContext {
    /** Returns the name of this node. */
    String nodeName();

    /** Returns the topology zone of this node, if known. */
    Optional<String> zone();

    ServiceCatalog catalog();

    /**
     * Returns the dialer.
     *
     * @throws IllegalStateException while providers create: what they created may dial from its {@code start} on
     */
    Dialer dialer();

    Network network();

    Swarm swarm();

    /** Returns the time that time-outs and timers run by. */
    Ticker ticker();

    /** Returns the time of day. */
    InstantSource clock();

    /** Returns a random source that is safe for use by several threads. */
    RandomGenerator random();

    /** Returns where work runs that may block, and timers of such work. Owned by the mesh; threads are few. */
    ScheduledExecutorService blockingExecutor();

    /** Returns the folder for what has to outlive a restart; empty where nothing may be stored. */
    Optional<Path> dataDirectory();

    /** Returns the providers of a kind that this mesh sees, plug-ins included. */
    <P extends Provider> Providers<P> providers(Class<P> spi);
}
