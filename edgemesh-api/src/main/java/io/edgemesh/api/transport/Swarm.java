package io.edgemesh.api.transport;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of one mesh have in common, and how they know each other.
 *
 * @param identity     where a node's key comes from
 * @param identityFile the key of this node for {@link IdentityMode#FILE}, else {@code null}
 * @param secret       what all members share, or {@code null}: then any peer may connect
 * @param relays       the nodes that others are reached through. A node listed here is itself a relay
 */
public record Swarm(
        IdentityMode identity,
        @Nullable Path identityFile,
        @Nullable SwarmSecret secret,
        List<Relay> relays) {
    public Swarm {
        requireNonNull(identity, "identity");
        relays = List.copyOf(relays);
    }

    /** Where a node's key comes from. */
    public enum IdentityMode {
        /** From its name alone, as in Go EdgeMesh. Whoever knows the name can forge it. */
        NODE_NAME,
        /** From the swarm's secret and its name: members can tell each other's id, outsiders cannot. */
        PSK,
        /** A key of its own, in a file. */
        FILE
    }

    /**
     * A node that others are reached through.
     *
     * @param node      its name
     * @param addresses where it is reached: IP addresses or host names, with or without a port, or multiaddrs
     */
    public record Relay(String node, List<String> addresses) {
        public Relay {
            requireNonNull(node, "node");
            addresses = List.copyOf(addresses);
        }
    }

    /** Returns whether the node is listed as a relay. */
    public boolean isRelay(String node) {
        return relays.stream().anyMatch(relay -> relay.node().equals(node));
    }
}
