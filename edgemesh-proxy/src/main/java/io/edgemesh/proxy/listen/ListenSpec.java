package io.edgemesh.proxy.listen;

import io.edgemesh.api.config.ConfigurationException;
import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Protocol;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * Where to listen.
 *
 * @param name           what {@link io.edgemesh.api.subsystem.ListenAddress} calls it
 * @param protocol       TCP or UDP
 * @param address        the address; port 0 for any free one
 * @param maxConnections how many clients at once
 * @param setting        where the port is configured, for messages
 */
public record ListenSpec(
        String name, Protocol protocol, InetSocketAddress address, int maxConnections, String setting) {
    /** How many connections a listener takes where nothing is said. */
    public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

    /** Reads {@code listenAddress}, {@code listenPort} and {@code maxConnections} of a TCP listener. */
    public static ListenSpec tcp(String name, Settings settings, int defaultPort) {
        String text = settings.string("listenAddress", "127.0.0.1");
        if (NetUtil.createInetAddressFromIpAddressString(text) == null) {
            throw settings.invalid("listenAddress", "an IP address, such as 127.0.0.1 or 0.0.0.0");
        }
        return new ListenSpec(
                name,
                Protocol.TCP,
                new InetSocketAddress(
                        NetUtil.createInetAddressFromIpAddressString(text), settings.port("listenPort", defaultPort)),
                maxConnections(settings),
                settings.where("listenPort"));
    }

    public static int maxConnections(Settings settings) {
        return settings.integer("maxConnections", DEFAULT_MAX_CONNECTIONS, 1, 1_000_000);
    }

    /** Returns the exception for a failure to bind, which says what to do about it. */
    public ConfigurationException cannotBind(Throwable cause) {
        String where = NetUtil.toSocketAddressString(address);
        return new ConfigurationException(setting + ": cannot listen on " + where + ": " + advice(cause), cause);
    }

    private String advice(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        int port = address.getPort();
        if (message.contains("in use")) {
            return "the port is taken. Stop what listens there (ss -lnp 'sport = :" + port
                    + "' shows it) or choose another port; 0 takes any free one";
        }
        if (message.contains("permission denied")) {
            return "not allowed. Ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher port";
        }
        if (message.contains("cannot assign") || message.contains("can't assign")) {
            return "this machine has no such address (ip address shows those it has)";
        }
        return String.valueOf(cause.getMessage());
    }
}
