package io.edgemesh.dns.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where and how the server listens.
 *
 * @param addresses      the addresses; none for no server
 * @param port           the port of all of them; 0 for any that is free
 * @param tcpIdle        after how long an idle TCP connection is closed
 * @param maxConnections how many TCP connections there may be
 */
public record ServerSettings(List<InetAddress> addresses, int port, Duration tcpIdle, int maxConnections) {
    public ServerSettings {
        addresses = List.copyOf(addresses);
    }
}
