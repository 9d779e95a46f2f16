package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.concurrent.Future;
import java.util.List;

/**
 * A way of reaching peers: TCP, WebSocket, QUIC, a relay.
 *
 * <p>Connections that it brings about are made known through {@link Upgrader#upgrade}, or, where security and streams are
 * its own, {@link ConnectionRegistry#add}.
 */
public interface PeerTransport {
    /** Whether it can dial this kind of address. */
    boolean canDial(Multiaddr address);

    /**
     * Dials. Cancelling the future gives up the attempt; a connection that came about is not cancelled.
     *
     * @return fails within the request's time-out
     */
    Future<Connection> dial(DialRequest request);

    /** Whether it can listen on this kind of address. */
    default boolean canListen(Multiaddr address) {
        return false;
    }

    /** Begins to accept connections. */
    default Future<PeerListener> listen(Multiaddr address) {
        throw new UnsupportedOperationException("does not listen: " + address);
    }

    /** Frees what it holds beyond listeners and connections. The host calls it after these have closed, and waits for it. */
    default List<Future<?>> close() {
        return List.of();
    }
}
