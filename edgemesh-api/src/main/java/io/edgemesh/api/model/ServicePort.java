package io.edgemesh.api.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One port of a service.
 *
 * @param name        its name, unique within the service; empty for the only port of a service
 * @param port        what clients dial, 1 to 65535
 * @param protocol    its transport protocol
 * @param appProtocol what is spoken on it ({@code http}, {@code kubernetes.io/h2c}, ...), or {@code null} if not said
 * @param nodePort    the port on every node, or 0 for none
 */
public record ServicePort(
        String name, int port, Protocol protocol, @Nullable String appProtocol, int nodePort) {
    public ServicePort {
        requireNonNull(name, "name");
        requireNonNull(protocol, "protocol");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (nodePort < 0 || nodePort > 65535) {
            throw new IllegalArgumentException("nodePort: " + nodePort + " (expected: 0 to 65535)");
        }
    }

    /** Returns a port without a node port. */
    public static ServicePort of(String name, int port, Protocol protocol) {
        return new ServicePort(name, port, protocol, null, 0);
    }
}
