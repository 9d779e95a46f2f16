package io.edgemesh.tunnel.host;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Translates between multiaddrs and the socket addresses of a kind of channel. The usual one is {@link #TCP}; a test in
 * which hosts talk within one JVM brings its own.
 */
public interface SocketAddressing {
    /** {@code /ip4/…/tcp/…} and its kin, and nothing above TCP. Names stay unresolved. */
    SocketAddressing TCP = new SocketAddressing() {
        @Override
        public @Nullable SocketAddress toSocket(Multiaddr address) {
            Multiaddr bare = address.withoutPeerId();
            if (bare == null || address.relayed()) {
                return null;
            }
            Protocol last = bare.components().get(bare.components().size() - 1).protocol();
            return last == Protocol.TCP ? bare.socketAddress() : null;
        }

        @Override
        public Multiaddr toMultiaddr(SocketAddress address) {
            return Multiaddr.tcp((InetSocketAddress) address);
        }
    };

    /** Returns the socket to dial or bind, or {@code null} if the address is not of this kind. */
    @Nullable
    SocketAddress toSocket(Multiaddr address);

    /** Returns what a socket of this kind is called. */
    Multiaddr toMultiaddr(SocketAddress address);
}
