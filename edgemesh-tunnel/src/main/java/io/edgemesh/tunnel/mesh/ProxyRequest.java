package io.edgemesh.tunnel.mesh;

import static java.util.Objects.requireNonNull;

import io.edgemesh.api.model.Protocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a node asks another one for: a connection to one of the endpoints there.
 *
 * @param protocol TCP or UDP
 * @param target   the endpoint; resolved
 * @param node     the name of the node that is asked; empty where the protocol does not carry it
 * @param client   whose connection it is, or {@code null} if unknown
 * @param timeout  how long the answer may take
 * @param id       not 0 if the same may be asked for on several streams of which one alone may lead to the endpoint; carried
 *     by our own form alone
 */
public record ProxyRequest(
        Protocol protocol,
        InetSocketAddress target,
        String node,
        @Nullable InetSocketAddress client,
        Duration timeout,
        long id) {
    public ProxyRequest {
        requireNonNull(node, "node");
        requireNonNull(timeout, "timeout");
        if (protocol != Protocol.TCP && protocol != Protocol.UDP) {
            throw new IllegalArgumentException("protocol: " + protocol + " (expected: TCP or UDP)");
        }
        if (target.isUnresolved()) {
            throw new IllegalArgumentException("target: " + target + " (expected: an IP address)");
        }
    }

    /** A request that is made once. */
    public ProxyRequest(
            Protocol protocol,
            InetSocketAddress target,
            String node,
            @Nullable InetSocketAddress client,
            Duration timeout) {
        this(protocol, target, node, client, timeout, 0);
    }
}
