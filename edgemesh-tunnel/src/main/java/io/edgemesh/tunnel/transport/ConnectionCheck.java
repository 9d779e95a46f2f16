package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.host.Connection;
import io.edgemesh.tunnel.host.ConnectionRegistry;
import io.edgemesh.tunnel.ping.Ping;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a change of the network: closes the connections that cannot go on, so that what keeps them or needs them connects
 * anew at once and not when the keep-alive gives up. One whose address has left this machine is closed, one that does not
 * answer a ping as well. Relayed ones share the fate of the connection to their relay.
 *
 * <p><b>Threads:</b> any.
 */
final class ConnectionCheck {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(Libp2pTransport.class);

    private final ConnectionRegistry connections;
    private final Random payloads = new Random();

    ConnectionCheck(ConnectionRegistry connections) {
        this.connections = connections;
    }

    /** @param gone addresses that this machine has no longer */
    void run(Set<InetAddress> gone) {
        for (Connection connection : connections.all()) {
            InetSocketAddress local = connection.localAddress().socketAddress();
            if (local != null && gone.contains(local.getAddress())) {
                close(connection, "this machine's address has gone");
            } else if (!connection.relayed()) {
                ping(connection);
            }
        }
    }

    private void ping(Connection connection) {
        Ping.ping(connection, payloads, PATIENCE).addListener(pong -> {
            if (pong.cause() instanceof ReadTimeoutException) { // a refusal is an answer
                close(connection, "no answer since the network changed");
            }
        });
    }

    private static void close(Connection connection, String reason) {
        LOGGER.atInfo()
                .addKeyValue("peerId", connection.peerId())
                .addKeyValue("connection", connection)
                .addKeyValue("reason", reason)
                .log("closing a connection that cannot go on");
        connection.close();
    }
}
