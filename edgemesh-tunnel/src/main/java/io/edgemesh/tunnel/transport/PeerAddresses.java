package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where one node may be reached directly: as the configuration, the node itself and then others say.
 *
 * <p><b>Threads:</b> one event loop. <b>Limit:</b> {@value #MAX_LEARNT} addresses that the node itself has said.
 */
final class PeerAddresses {
    private static final int MAX_LEARNT = 16;

    private final Paths paths;
    private final List<Multiaddr> configured;
    private final Supplier<List<Multiaddr>> found;
    private List<Multiaddr> learnt = List.of();

    /** @param found what others say now */
    PeerAddresses(Paths paths, List<Multiaddr> configured, Supplier<List<Multiaddr>> found) {
        this.paths = paths;
        this.configured = configured;
        this.found = found;
    }

    /** The node has said where it listens, and no longer elsewhere. */
    void learn(List<Multiaddr> listenAddresses) {
        learnt = paths.direct(listenAddresses).limit(MAX_LEARNT).toList();
    }

    /** Returns the addresses that a direct path to the node may lead to, those known best first. */
    List<Multiaddr> direct() {
        return Stream.of(configured, learnt, found.get())
                .flatMap(List::stream)
                .filter(paths::allows)
                .distinct()
                .toList();
    }
}
