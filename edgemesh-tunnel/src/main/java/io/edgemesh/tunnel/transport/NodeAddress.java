package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.DialPath.Kind;
import io.edgemesh.tunnel.multiformats.MalformedException;
import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.netty.util.NetUtil;

/** Addresses of nodes as people write them, and what kind of path leads to them. */
final class NodeAddress {
    private NodeAddress() {}

    /**
     * Reads an IP address or a host name, with or without a port, or a multiaddr.
     *
     * @param carrier what connections to an address go over that does not say
     * @throws MalformedException if it is none of these
     */
    static Multiaddr parse(String text, int defaultPort, Carrier carrier) {
        if (text.startsWith("/")) {
            return Multiaddr.parse(text);
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (NetUtil.isValidIpV6Address(bare)) {
            return of(bare, Integer.toString(defaultPort), carrier);
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? Integer.toString(defaultPort) : text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return of(bracketed ? host.substring(1, host.length() - 1) : host, port, carrier);
    }

    private static Multiaddr of(String host, String port, Carrier carrier) {
        if (host.isEmpty() || host.indexOf('/') >= 0) {
            throw new MalformedException("\"" + host + "\" is no IP address and no host name");
        }
        String kind = "dns";
        if (NetUtil.isValidIpV4Address(host)) {
            kind = "ip4";
        } else if (NetUtil.isValidIpV6Address(host)) {
            kind = "ip6";
        }
        return Multiaddr.parse('/' + kind + '/' + host + carrier.at(port));
    }

    /** Returns what a direct path to an address is: within the local network or not. Names count as public. */
    static Kind pathKind(Multiaddr address) {
        return address.local() ? Kind.LAN : Kind.PUBLIC;
    }
}
