package io.edgemesh.api.transport;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.spi.Provider;
import java.util.Optional;

/** Creates transports of one kind, such as {@code direct} or {@code libp2p}. */
public interface TransportProvider extends Provider {
    /**
     * Reads the settings and creates a transport that has not started.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if a setting is wrong
     */
    Transport create(MeshContext mesh, Settings settings);

    /** Returns the id by which peers know a node of the swarm, where that can be told without asking it. */
    default Optional<String> peerId(String nodeName, Swarm swarm) {
        return Optional.empty();
    }
}
