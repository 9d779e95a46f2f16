package io.edgemesh.lb;

import io.edgemesh.api.model.Endpoint;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes an endpoint the same one after an update that changed its weight or state. The node belongs to it: edge
 * nodes often use the same private addresses.
 *
 * @param address where it listens
 * @param node    the node it runs on, or {@code null} where it is not known
 */
public record EndpointKey(
        InetSocketAddress address, @Nullable String node) {
    public static EndpointKey of(Endpoint endpoint) {
        return new EndpointKey(endpoint.address(), endpoint.node());
    }

    /** Returns whether the endpoint has this key; makes no garbage. */
    public boolean isOf(Endpoint endpoint) {
        return address.equals(endpoint.address()) && Objects.equals(node, endpoint.node());
    }
}
