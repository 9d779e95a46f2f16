package io.edgemesh.dns.zone;

import io.edgemesh.api.model.Endpoint;
import io.edgemesh.dns.wire.DomainName;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The label of an endpoint below its service: its host name, or else its address with dashes. */
final class EndpointNames {
    private EndpointNames() {}

    static String label(Endpoint endpoint) {
        String hostname = hostname(endpoint);
        return hostname == null ? dashed(endpoint.address().getAddress()) : hostname.toLowerCase(Locale.ROOT);
    }

    /** {@code 10.0.0.1} is {@code 10-0-0-1}; {@code 2001:db8::1} is {@code 2001-db8--1}. */
    static String dashed(InetAddress address) {
        return NetUtil.toAddressString(address).replace('.', '-').replace(':', '-');
    }

    /** Returns the host name if it is a label that DNS can hold: printable ASCII without dots, 63 characters at most. */
    private static @Nullable String hostname(Endpoint endpoint) {
        String hostname = endpoint.hostname();
        if (hostname == null || hostname.isEmpty() || hostname.length() > DomainName.MAX_LABEL) {
            return null;
        }
        for (int i = 0; i < hostname.length(); i++) {
            char c = hostname.charAt(i);
            if (c <= ' ' || c > '~' || c == '.') {
                return null;
            }
        }
        return hostname;
    }

    /** Returns whether bytes in lower case are the label of an endpoint; without garbage where it has a host name. */
    static boolean matches(Endpoint endpoint, byte[] bytes, int from, int length) {
        String hostname = hostname(endpoint);
        if (hostname == null) {
            byte[] address = parse(bytes, from, length);
            return address != null
                    && Arrays.equals(address, endpoint.address().getAddress().getAddress());
        }
        if (hostname.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase(hostname.charAt(i)) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the address in a dashed label, or {@code null} if there is none. */
    static byte @Nullable [] parse(byte[] bytes, int from, int length) {
        String label = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        long dashes = label.chars().filter(c -> c == '-').count();
        char separator = dashes == 3 && !label.contains("--") ? '.' : ':';
        if (dashes < 2 || label.indexOf('.') >= 0 || label.indexOf(':') >= 0 || label.indexOf('%') >= 0) {
            return null;
        }
        return NetUtil.createByteArrayFromIpAddressString(label.replace('-', separator));
    }
}
