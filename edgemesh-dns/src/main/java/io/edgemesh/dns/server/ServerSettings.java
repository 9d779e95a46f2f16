package io.edgemesh.dns.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where and how the server listens.
 *
 * @param addresses      the addresses and ports, a port of 0 for any that is free; none for no server
 * @param tcpIdle        after how long an idle TCP connection is closed
 * @param maxConnections how many TCP connections there may be
 * @param clientRate     how many queries of an address are answered a second over UDP; 0 for any number
 */
public record ServerSettings(List<InetSocketAddress> addresses, Duration tcpIdle, int maxConnections, int clientRate) {
    public ServerSettings {
        addresses = List.copyOf(addresses);
    }
}
