package io.edgemesh.api.net;

import io.edgemesh.api.spi.Provider;
import java.util.Optional;

/** Makes networks of one kind, such as {@code nio} or {@code epoll}. */
public interface NetworkProvider extends Provider {
    /** Returns why this machine lacks what the network needs; empty if it can be created. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** Returns how it ranks where the configuration leaves the choice: of those available the highest is taken. */
    default int rank() {
        return 0;
    }

    /** @param threads the number of event loops; 0 for one a core */
    Network create(int threads);
}
