package io.edgemesh.api.model;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One address that serves a service port.
 *
 * @param address  where it listens; resolved, never a host name. The port is 0 for an endpoint of a headless service
 *                 without ports, which has a name and no more
 * @param node     the node it runs on, or {@code null} where the source does not say
 * @param weight   share of traffic relative to its siblings; at least 1
 * @param state    whether it takes traffic
 * @param hostname its name within a headless service, such as {@code web-0}, or {@code null}
 * @param zone     the topology zone it runs in, or {@code null}
 */
public record Endpoint(
        InetSocketAddress address,
        @Nullable String node,
        int weight,
        State state,
        @Nullable String hostname,
        @Nullable String zone) {

    /** Whether an endpoint takes traffic; the conditions of an EndpointSlice put together. */
    public enum State {
        /** Takes new connections. */
        READY,
        /** On its way out and still serving; used where no sibling is ready. */
        TERMINATING,
        /** Not serving; reached only where the service publishes such addresses. */
        NOT_READY
    }

    public Endpoint {
        requireNonNull(address, "address");
        requireNonNull(state, "state");
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address: " + address + " (expected: an IP address)");
        }
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
        }
    }

    /** Returns a ready endpoint of weight 1. */
    public static Endpoint of(InetSocketAddress address, @Nullable String node) {
        return new Endpoint(address, node, 1, State.READY, null, null);
    }

    public Endpoint withState(State newState) {
        return new Endpoint(address, node, weight, newState, hostname, zone);
    }

    public Endpoint withHostname(@Nullable String newHostname) {
        return new Endpoint(address, node, weight, state, newHostname, zone);
    }

    public Endpoint withZone(@Nullable String newZone) {
        return new Endpoint(address, node, weight, state, hostname, newZone);
    }

    public Endpoint withWeight(int newWeight) {
        return new Endpoint(address, node, newWeight, state, hostname, zone);
    }
}
