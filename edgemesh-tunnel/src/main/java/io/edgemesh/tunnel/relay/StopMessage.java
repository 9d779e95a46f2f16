package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;

/** What a relay and the target of a circuit say to each other on a stream of the stop protocol. */
sealed interface StopMessage {
    String PROTOCOL = "/libp2p/circuit/relay/0.2.0/stop";

    /** The relay offers a circuit from {@code source}; if the target agrees, the stream becomes the circuit. */
    record Connect(PeerId source, CircuitLimit limit) implements StopMessage {}

    /** The target's answer. */
    record Status(RelayStatus status) implements StopMessage {}
}
