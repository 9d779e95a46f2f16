package io.edgemesh.tunnel.mdns;

import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The network behind one interface, in one version of IP.
 *
 * @param group    where multicast DNS is spoken there
 * @param networks of the interface's own addresses, the prefixes that are there; for IPv4 alone, as an IPv6 socket is bound
 *                 to its interface
 */
record Link(NetworkInterface nic, InetSocketAddress group, List<Prefix> networks) {
    static final int PORT = 5353;

    private static final byte[] GROUP4 = {(byte) 224, 0, 0, (byte) 251};
    private static final byte[] GROUP6 = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xfb};

    /** The addresses that begin as {@code start} does. */
    record Prefix(InetAddress start, int bits) {
        boolean includes(InetAddress ip) {
            byte[] ours = start.getAddress();
            byte[] theirs = ip.getAddress();
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return theirs.length == ours.length
                    && Arrays.equals(ours, 0, whole, theirs, 0, whole)
                    && (mask == 0 || ((ours[whole] ^ theirs[whole]) & mask) == 0);
        }
    }

    /** Returns the links of an interface: for each version of IP that it has an address of. */
    static List<Link> of(NetworkInterface nic) {
        List<Prefix> networks = nic.getInterfaceAddresses().stream()
                .filter(address -> address.getAddress() instanceof Inet4Address)
                .map(Link::prefix)
                .toList();
        List<Link> links = new ArrayList<>();
        if (!networks.isEmpty()) {
            links.add(new Link(nic, group(GROUP4, nic), networks));
        }
        if (nic.inetAddresses().anyMatch(Inet6Address.class::isInstance)) {
            links.add(new Link(nic, group(GROUP6, nic), List.of()));
        }
        return links;
    }

    private static Prefix prefix(InterfaceAddress address) {
        return new Prefix(address.getAddress(), address.getNetworkPrefixLength());
    }

    private static InetSocketAddress group(byte[] ip, NetworkInterface nic) {
        try {
            InetAddress group =
                    ip.length == 4 ? InetAddress.getByAddress(ip) : Inet6Address.getByAddress(null, ip, nic);
            return new InetSocketAddress(group, PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    SocketProtocolFamily family() {
        return group.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    boolean loopback() {
        return networks.stream().anyMatch(network -> network.start().isLoopbackAddress());
    }

    /** Returns whether an address is one of this link: what comes from afar has no business here. */
    boolean includes(InetAddress ip) {
        return family() == SocketProtocolFamily.INET6 || networks.stream().anyMatch(network -> network.includes(ip));
    }

    @Override
    public String toString() {
        return nic.getName() + ' ' + family();
    }
}
