package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses what may be dialled back: ports of the peer's choice, but only where the peer itself comes from. */
final class DialBackAddresses {
    private static final int MAX_ADDRESSES = 8;

    private DialBackAddresses() {}

    /** Returns the address that the peer was seen at, and those it asked for with their IP address replaced by that one. */
    static List<Multiaddr> of(Multiaddr seenAt, List<Multiaddr> asked) {
        InetSocketAddress origin = seenAt.socketAddress();
        InetAddress ip = origin == null || seenAt.relayed() ? null : origin.getAddress();
        if (ip == null) {
            return List.of();
        }
        return Stream.concat(Stream.of(seenAt), asked.stream())
                .map(DialBackAddresses::tcpSocket)
                .filter(socket -> socket != null && socket.getAddress() != null)
                .map(socket -> Multiaddr.tcp(new InetSocketAddress(ip, socket.getPort())))
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
    }

    private static @Nullable InetSocketAddress tcpSocket(Multiaddr address) {
        Multiaddr bare = address.withoutPeerId();
        if (bare == null || bare.components().size() != 2 || !bare.has(Protocol.TCP)) {
            return null;
        }
        return bare.socketAddress();
    }
}
