package io.edgemesh.proxy.listen;

import io.edgemesh.api.subsystem.ListenAddress;

/** A bound socket and the connections that came in over it. */
public interface Listener extends AutoCloseable {
    ListenAddress listenAddress();

    /** Closes the socket and its connections and waits for that, a few seconds at most; not on an event loop. */
    @Override
    void close();
}
