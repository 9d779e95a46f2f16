package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.concurrent.Future;

/** Something that accepts connections until it is closed. */
public interface PeerListener {
    /** Where it listens, with the port that was chosen. */
    Multiaddr address();

    /** Accepts no more; connections that exist go on. */
    Future<?> close();
}
