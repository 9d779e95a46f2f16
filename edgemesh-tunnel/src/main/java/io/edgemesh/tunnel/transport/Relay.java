package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.List;

/** A node of the swarm that others are reached through. */
record Relay(String node, PeerId peerId, List<Multiaddr> addresses) {}
