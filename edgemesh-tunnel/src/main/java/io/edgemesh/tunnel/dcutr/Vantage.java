package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.host.DialRequest;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A socket of ours and what it looks like from outside the NATs before us, by the word of one relay.
 *
 * <p>NATs tend to keep the outside port of an inside port, whatever it is connected to next: that is what punching lives on.
 *
 * @param local    what our connection to the relay is bound to, and what we dial the peer from
 * @param observed where the relay sees that connection come from
 */
record Vantage(InetSocketAddress local, Multiaddr observed) {
    /**
     * Whether a hole can be punched from here to an address: of the same kind, UDP or TCP. Private and carrier ranges too;
     * whether such an address is of use is for the network to say.
     */
    boolean suits(Multiaddr address) {
        InetSocketAddress socket = address.relayed() ? null : address.socketAddress();
        InetAddress ip = socket == null ? null : socket.getAddress();
        return ip != null
                && address.has(Protocol.QUIC_V1) == observed.has(Protocol.QUIC_V1)
                && (address.has(Protocol.QUIC_V1) || address.has(Protocol.TCP))
                && (ip.getClass() == local.getAddress().getClass()
                        || local.getAddress().isAnyLocalAddress())
                && !ip.isAnyLocalAddress()
                && !ip.isLoopbackAddress()
                && !ip.isMulticastAddress();
    }

    /** What a dial from here to an address has to say of its origin; a transport over UDP has one socket for all. */
    DialRequest from(DialRequest request) {
        return observed.has(Protocol.QUIC_V1) ? request : request.from(local);
    }
}
