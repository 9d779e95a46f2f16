package io.edgemesh.api.subsystem;

import java.util.List;
import java.util.Optional;

/**
 * A part that starts and stops with the mesh, such as a DNS server.
 *
 * <p>One a mesh and name, created, started and closed by it. <b>Threads:</b> {@link #start} and {@link #close} are called
 * once each, never on an event loop; the rest from any thread.
 */
public interface Subsystem extends AutoCloseable {
    /**
     * Starts it: when this returns, its listeners take connections. Waits for nothing remote.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting cannot work on this machine, such as a port
     *     that is taken; the message says what to do. The mesh then closes what it has started
     */
    void start();

    /** Returns what it listens on; empty before {@link #start}. */
    default List<ListenAddress> listenAddresses() {
        return List.of();
    }

    /** Returns a further facet of this subsystem, for those who know it; empty if it has none of that type. */
    default <T> Optional<T> feature(Class<T> type) {
        return Optional.empty();
    }

    /**
     * Closes its listeners and connections and waits for that, a few seconds at most. Its ports are free at once or, with
     * NIO, a moment later.
     */
    @Override
    void close();
}
