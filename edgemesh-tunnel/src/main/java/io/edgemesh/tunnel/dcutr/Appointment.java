package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.util.List;

/**
 * What the initiator has arranged with the peer, whom the last message reaches half a round trip from now.
 *
 * @param addresses where the peer is seen from outside
 */
record Appointment(List<Multiaddr> addresses, long roundTripNanos) {}
