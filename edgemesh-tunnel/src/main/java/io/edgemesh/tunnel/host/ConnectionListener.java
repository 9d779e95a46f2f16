package io.edgemesh.tunnel.host;

/** Hears of connections that come and go. Called on the connection's event loop; must not block. */
public interface ConnectionListener {
    /** Before any of its streams. */
    default void onConnected(Connection connection) {}

    /** Once for every {@link #onConnected}. */
    default void onDisconnected(Connection connection) {}
}
