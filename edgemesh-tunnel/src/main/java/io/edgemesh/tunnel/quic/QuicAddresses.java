package io.edgemesh.tunnel.quic;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Multiaddr.Component;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Translates between UDP sockets and addresses such as {@code /ip4/192.0.2.1/udp/20006/quic-v1}. */
final class QuicAddresses {
    private QuicAddresses() {}

    static Multiaddr of(@Nullable SocketAddress socket) {
        InetSocketAddress inet = (InetSocketAddress) Objects.requireNonNull(socket, "socket");
        return Multiaddr.udp(inet).encapsulate(Protocol.QUIC_V1);
    }

    /** Returns the socket to dial or bind, or {@code null} if the address is not of this kind. */
    static @Nullable InetSocketAddress socket(Multiaddr address) {
        Multiaddr bare = address.relayed() ? null : address.withoutPeerId();
        if (bare == null) {
            return null;
        }
        List<Component> components = bare.components();
        int last = components.size() - 1;
        boolean quic = last >= 1
                && components.get(last).protocol() == Protocol.QUIC_V1
                && components.get(last - 1).protocol() == Protocol.UDP;
        return quic ? bare.socketAddress() : null;
    }
}
