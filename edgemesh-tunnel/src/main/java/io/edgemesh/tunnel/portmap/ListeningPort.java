package io.edgemesh.tunnel.portmap;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of this node that a router shall forward.
 *
 * @param address the socket's, which begins with an IP address and a port
 */
record ListeningPort(Multiaddr address) {
    /** Returns those of the addresses that a router can reach. */
    static List<ListeningPort> among(List<Multiaddr> addresses) {
        return addresses.stream()
                .filter(ListeningPort::reachable)
                .map(ListeningPort::new)
                .toList();
    }

    /** A socket on any address takes IPv4 too, even where the system shows it as one of IPv6. */
    private static boolean reachable(Multiaddr address) {
        InetSocketAddress socket = address.socketAddress();
        InetAddress ip = socket == null ? null : socket.getAddress();
        return ip != null && (ip.isAnyLocalAddress() || ip instanceof Inet4Address && !ip.isLoopbackAddress());
    }

    /** Whether a router may have this address outside. */
    static boolean mayBeOutside(InetAddress ip) {
        return !ip.isAnyLocalAddress() && !ip.isLoopbackAddress() && !ip.isMulticastAddress();
    }

    boolean tcp() {
        return address.has(Protocol.TCP);
    }

    int number() {
        return Integer.parseInt(address.components().get(1).value());
    }

    /** Returns where others reach it, when a router forwards a port of its own to it. */
    Multiaddr outside(InetAddress ip, int port) {
        List<Multiaddr.Component> components = new ArrayList<>(address.components());
        components.set(0, new Multiaddr.Component(Protocol.IP4, ip.getHostAddress()));
        components.set(1, new Multiaddr.Component(components.get(1).protocol(), Integer.toString(port)));
        return Multiaddr.of(components);
    }
}
