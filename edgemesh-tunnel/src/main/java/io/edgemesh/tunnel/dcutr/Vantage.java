package io.edgemesh.tunnel.dcutr;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import java.net.InetSocketAddress;

/**
 * A socket of ours and what it looks like from outside the NATs before us, by the word of one relay.
 *
 * <p>NATs tend to keep the outside port of an inside port, whatever it is connected to next: that is what punching lives on.
 *
 * @param local    what our connection to the relay is bound to, and what we dial the peer from
 * @param observed where the relay sees that connection come from
 */
record Vantage(InetSocketAddress local, Multiaddr observed) {}
