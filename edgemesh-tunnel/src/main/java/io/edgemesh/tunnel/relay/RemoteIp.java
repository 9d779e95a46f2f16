package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.host.Connection;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Where the peer at the other end of a connection comes from, as far as limits go by it. */
final class RemoteIp {
    private RemoteIp() {}

    static @Nullable InetAddress of(Connection connection) {
        var socket = connection.remoteAddress().socketAddress();
        return socket == null ? null : socket.getAddress();
    }
}
