package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;
import org.jspecify.annotations.Nullable;

/** What a client and a relay say to each other on a stream of the hop protocol. */
sealed interface HopMessage {
    String PROTOCOL = "/libp2p/circuit/relay/0.2.0/hop";

    /** The client wants to be reached through the relay. */
    record Reserve() implements HopMessage {}

    /** The client wants a circuit to {@code target}; if the relay agrees, the stream becomes the circuit. */
    record Connect(PeerId target) implements HopMessage {}

    /**
     * The relay's answer.
     *
     * @param reservation present only if the answer is OK to {@link Reserve}
     */
    record Status(RelayStatus status, @Nullable Reservation reservation, CircuitLimit limit) implements HopMessage {
        static Status of(RelayStatus status) {
            return new Status(status, null, CircuitLimit.NONE);
        }
    }
}
