package io.edgemesh.dns.forward;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads addresses of name servers: {@code 10.96.0.10}, {@code 10.96.0.10:5353}, {@code [2001:db8::1]:53}. */
public final class ServerAddress {
    /** The port of DNS. */
    public static final int DNS_PORT = 53;

    private ServerAddress() {}

    /** Returns the address, or {@code null} if the text is none; host names are not looked up. */
    public static @Nullable InetSocketAddress parse(String text) {
        InetAddress whole = parseIp(text);
        if (whole != null) {
            return new InetSocketAddress(whole, DNS_PORT);
        }
        int colon = text.lastIndexOf(':');
        InetAddress host = colon < 0 ? null : parseIp(text.substring(0, colon));
        if (host == null) {
            return null;
        }
        try {
            return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the IP address, with or without brackets, or {@code null} if the text is none. */
    public static @Nullable InetAddress parseIp(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return NetUtil.createInetAddressFromIpAddressString(bracketed ? text.substring(1, text.length() - 1) : text);
    }
}
