package io.edgemesh.tunnel.multiformats;

import io.edgemesh.tunnel.multiformats.Multiaddr.Component;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the socket that a multiaddr begins with: a host, which may have a zone before it, and a port. */
final class MultiaddrSocket {
    private static final int CARRIER_GRADE_NAT = 100 << 8 | 64; // 100.64.0.0/10
    private static final int UNIQUE_LOCAL = 0xfc; // fc00::/7

    private MultiaddrSocket() {}

    static @Nullable InetSocketAddress of(List<Component> components) {
        boolean zoned = components.get(0).protocol() == Protocol.IP6ZONE;
        List<Component> rest = zoned ? components.subList(1, components.size()) : components;
        if (rest.size() < 2 || !isTransport(rest.get(1).protocol())) {
            return null;
        }
        int port = Integer.parseInt(rest.get(1).value());
        Component host = rest.get(0);
        return switch (host.protocol()) {
            case IP4 -> literal(host.value(), port);
            case IP6 -> literal(zoned ? host.value() + '%' + components.get(0).value() : host.value(), port);
            case DNS, DNS4, DNS6 -> InetSocketAddress.createUnresolved(host.value(), port);
            default -> null;
        };
    }

    private static boolean isTransport(Protocol protocol) {
        return protocol == Protocol.TCP || protocol == Protocol.UDP;
    }

    private static @Nullable InetSocketAddress literal(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), port); // a literal: no name is looked up
        } catch (UnknownHostException e) {
            return null; // a zone that this machine does not have
        }
    }

    /** Returns whether the IP address is one that the public network does not lead to. */
    static boolean local(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        int first = bytes[0] & 0xff;
        boolean shared = bytes.length == 4
                ? (first << 8 | bytes[1] & 0xc0) == CARRIER_GRADE_NAT
                : (first & 0xfe) == UNIQUE_LOCAL;
        return shared || ip.isSiteLocalAddress() || ip.isLoopbackAddress() || ip.isLinkLocalAddress();
    }
}
