package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that stand, by peer.
 *
 * <p><b>Threads:</b> any; readers never wait. Lists are replaced whole.
 */
public final class ConnectionRegistry {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConnectionRegistry.class);

    /**
     * Direct before relayed, TCP before QUIC, which takes more work a byte, then the younger: the older may be dead without
     * knowing.
     */
    private static final Comparator<Connection> PREFERENCE = Comparator.comparing(Connection::relayed)
            .thenComparing(connection -> connection.remoteAddress().has(Protocol.QUIC_V1))
            .thenComparing(Connection::since, Comparator.reverseOrder());

    private final ConcurrentMap<PeerId, List<Connection>> byPeer = new ConcurrentHashMap<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger size = new AtomicInteger();
    private final HostLimits limits;
    private volatile boolean closed;

    ConnectionRegistry(HostLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes in a connection, tells the listeners, and does both again when it closes. To be called on the connection's
     * event loop before any of its streams is served.
     *
     * @throws ConnectionLimitException if there are too many, in all or with this peer; the caller closes it
     */
    public void add(Connection connection) {
        if (closed) {
            throw new ConnectionLimitException("the host is closing");
        }
        if (size.incrementAndGet() > limits.maxConnections()) {
            size.decrementAndGet();
            throw new ConnectionLimitException("the host has " + limits.maxConnections() + " connections, its limit");
        }
        byPeer.compute(connection.peerId(), (peer, present) -> plus(present, connection));
        listeners.forEach(listener -> tell(() -> listener.onConnected(connection)));
        connection.closeFuture().addListener(done -> remove(connection));
    }

    /** Returns the connection to prefer, or {@code null} without any. */
    public @Nullable Connection best(PeerId peerId) {
        List<Connection> present = all(peerId);
        return present.isEmpty() ? null : present.get(0);
    }

    /** Returns the connections with a peer, the one to prefer first. */
    public List<Connection> all(PeerId peerId) {
        return byPeer.getOrDefault(peerId, List.of());
    }

    /** Returns all connections at this moment. */
    public List<Connection> all() {
        return byPeer.values().stream().flatMap(Collection::stream).toList();
    }

    void addListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    void removeListener(ConnectionListener listener) {
        listeners.remove(listener);
    }

    /** Takes in no more. */
    void close() {
        closed = true;
    }

    private List<Connection> plus(@Nullable List<Connection> present, Connection added) {
        if (present != null && present.size() >= limits.maxConnectionsPerPeer()) {
            size.decrementAndGet();
            throw new ConnectionLimitException(
                    "peer " + added.peerId() + " has " + present.size() + " connections with us, its limit");
        }
        List<Connection> more = new ArrayList<>(present == null ? List.of() : present);
        more.add(added);
        more.sort(PREFERENCE);
        return List.copyOf(more);
    }

    private void remove(Connection connection) {
        size.decrementAndGet();
        byPeer.computeIfPresent(connection.peerId(), (peer, present) -> {
            List<Connection> fewer =
                    present.stream().filter(other -> other != connection).toList();
            return fewer.isEmpty() ? null : fewer;
        });
        listeners.forEach(listener -> tell(() -> listener.onDisconnected(connection)));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException bug) {
            LOGGER.atError().setCause(bug).log("a connection listener threw");
        }
    }
}
