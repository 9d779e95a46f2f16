package io.edgemesh.dns.server;

import io.edgemesh.api.model.Protocol;
import java.net.InetSocketAddress;
import java.util.Locale;

/** A socket could not be bound; the message says why, and what can be done about it. */
final class BindFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_OPEN_PORT = 1024;

    BindFailure(InetSocketAddress address, Protocol protocol, Throwable cause) {
        super(message(address, protocol, cause), cause);
    }

    private static String message(InetSocketAddress address, Protocol protocol, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        String where = "DNS cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort()
                + " (" + protocol + "): " + reason;
        if (reason.toLowerCase(Locale.ROOT).contains("in use")) {
            return where
                    + PortHolder.find(address, protocol)
                            .map(holder -> "; " + holder + " holds it")
                            .orElse("") + ". Choose another listenPort or listenAddresses, or stop what holds it";
        }
        if (reason.toLowerCase(Locale.ROOT).contains("denied") && address.getPort() < FIRST_OPEN_PORT) {
            return where + ". Ports below 1024 need root or CAP_NET_BIND_SERVICE; or choose a listenPort from 1024 on";
        }
        return where;
    }
}
