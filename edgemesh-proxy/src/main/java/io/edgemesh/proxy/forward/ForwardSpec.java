package io.edgemesh.proxy.forward;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.spi.MeshContext;
import io.edgemesh.api.subsystem.ListenAddress;
import io.edgemesh.proxy.listen.ListenSpec;
import io.edgemesh.proxy.listen.Listener;
import io.edgemesh.proxy.listen.Router;
import io.edgemesh.proxy.listen.StreamListener;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One entry of {@code forwards}.
 *
 * @param listen      where clients connect
 * @param service     where they are led
 * @param idleTimeout how long a UDP client is remembered after its last datagram
 * @param maxFlows    how many UDP clients are remembered at once
 */
public record ForwardSpec(
        ListenSpec listen, ServiceAddress service, Router router, Duration idleTimeout, int maxFlows) {
    private static final Duration DEFAULT_IDLE = Duration.ofSeconds(60);
    private static final int DEFAULT_MAX_FLOWS = 10_000;

    /** Reads an entry; {@code proxy} holds what all listeners share. */
    public static ForwardSpec read(MeshContext mesh, Settings proxy, Settings entry) {
        Protocol protocol = entry.choice("protocol", Protocol.class, Protocol.TCP);
        if (protocol == Protocol.SCTP) {
            throw entry.invalid("protocol", "tcp or udp");
        }
        Duration idle = entry.duration("idleTimeout", DEFAULT_IDLE);
        if (idle.isZero()) {
            throw entry.invalid("idleTimeout", "a positive duration");
        }
        ListenSpec listen = new ListenSpec(
                ListenAddress.FORWARD,
                protocol,
                address(entry),
                ListenSpec.maxConnections(entry),
                entry.where("listen"));
        return new ForwardSpec(
                listen,
                service(entry),
                Router.read(mesh, proxy, Settings.empty()),
                idle,
                entry.integer("maxFlows", DEFAULT_MAX_FLOWS, 1, 1_000_000));
    }

    private static InetSocketAddress address(Settings entry) {
        String text = entry.required("listen");
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replace("[", "").replace("]", "");
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(host.isEmpty() ? "127.0.0.1" : host);
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (ip != null && port >= 0 && port <= 65535) {
                return new InetSocketAddress(ip, port);
            }
        } catch (NumberFormatException e) {
            // falls through to the message that says what was expected
        }
        throw entry.invalid("listen", "an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080");
    }

    private static ServiceAddress service(Settings entry) {
        try {
            return ServiceAddress.parse(entry.required("service"));
        } catch (IllegalArgumentException e) {
            throw entry.invalid("service", "a service and its port, such as orders.default:80");
        }
    }

    /** Binds it. Blocks for a moment; not on an event loop. */
    public Listener start(MeshContext mesh) {
        return listen.protocol() == Protocol.UDP
                ? UdpForward.bind(mesh, this)
                : StreamListener.bind(mesh.network(), listen, client -> new TcpForward(service, router));
    }
}
