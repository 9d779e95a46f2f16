package io.edgemesh.tunnel.transport;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What nodes connect to each other over, as {@code transport} in the configuration says. */
enum Carrier {
    TCP("/tcp/", ""),
    WS("/tcp/", "/ws"),
    QUIC("/udp/", "/quic-v1");

    private final String before;
    private final String after;

    Carrier(String before, String after) {
        this.before = before;
        this.after = after;
    }

    static @Nullable Carrier named(String name) {
        for (Carrier carrier : values()) {
            if (carrier.name().toLowerCase(Locale.ROOT).equals(name)) {
                return carrier;
            }
        }
        return null;
    }

    /** Returns what follows the host in an address. */
    String at(String port) {
        return before + port + after;
    }
}
