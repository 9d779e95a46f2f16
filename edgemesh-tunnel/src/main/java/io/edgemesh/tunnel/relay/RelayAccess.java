package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import io.netty.util.concurrent.Future;

/** What it takes to be reachable through a relay. Answers from any thread. */
interface RelayAccess {
    /** Returns a connection to the relay, one that stands or a new one. */
    Future<Connection> connect(RelayPeer relay);

    /** Asks the relay at the other end for a reservation. */
    Future<Reservation> reserve(Connection relay);
}
