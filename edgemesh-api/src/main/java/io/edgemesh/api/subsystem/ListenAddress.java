package io.edgemesh.api.subsystem;

import io.edgemesh.api.model.Protocol;
import java.net.InetSocketAddress;

/**
 * An address that a subsystem listens on.
 *
 * @param name     what it speaks there: {@code socks5}, {@code http-proxy}, {@code dns}, ...
 * @param protocol TCP or UDP
 * @param address  as bound, with the real port where any free one was asked for
 */
public record ListenAddress(String name, Protocol protocol, InetSocketAddress address) {
    /** The SOCKS5 proxy that {@link io.edgemesh.api.EdgeMesh#socksProxy()} leads to. */
    public static final String SOCKS5 = "socks5";

    /** The HTTP proxy that {@link io.edgemesh.api.EdgeMesh#proxySelector()} leads to. */
    public static final String HTTP_PROXY = "http-proxy";

    /** An address that stands for one service. */
    public static final String FORWARD = "forward";

    /** The DNS server. */
    public static final String DNS = "dns";
}
