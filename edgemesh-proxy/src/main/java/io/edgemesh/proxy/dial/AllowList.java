package io.edgemesh.proxy.dial;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.proxy.net.Cidr;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses that peers may reach through this node although the catalog does not place them here. */
final class AllowList {
    private static final int ANY_PORT = 0;

    private final List<Rule> rules;

    private AllowList(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(Cidr range, int port, Protocol protocol) {
        boolean allows(InetSocketAddress target, Protocol wanted) {
            return protocol == wanted
                    && (port == ANY_PORT || port == target.getPort())
                    && range.contains(target.getAddress());
        }
    }

    static AllowList read(Settings settings, String key) {
        List<Rule> rules = new ArrayList<>();
        for (String text : settings.strings(key)) {
            try {
                rules.add(parse(text));
            } catch (IllegalArgumentException e) {
                throw settings.invalid(
                        key, "entries such as 10.0.0.5:22, 10.0.0.0/8:*, [fd00::1]:53/udp; " + e.getMessage());
            }
        }
        return new AllowList(rules);
    }

    private static Rule parse(String text) {
        boolean udp = text.endsWith("/udp");
        String entry = udp || text.endsWith("/tcp") ? text.substring(0, text.length() - 4) : text;
        int colon = entry.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException('"' + text + "\" has no port");
        }
        String range = entry.substring(0, colon).replace("[", "").replace("]", "");
        return new Rule(Cidr.parse(range), port(entry.substring(colon + 1)), udp ? Protocol.UDP : Protocol.TCP);
    }

    private static int port(String text) {
        if (text.equals("*")) {
            return ANY_PORT;
        }
        int port = Integer.parseInt(text); // its exception is an IllegalArgumentException that quotes the text
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
        }
        return port;
    }

    boolean allows(InetSocketAddress target, Protocol protocol) {
        for (Rule rule : rules) {
            if (rule.allows(target, protocol)) {
                return true;
            }
        }
        return false;
    }
}
