/**
 * Circuit relay v2: traffic between peers that cannot reach each other goes through one that both can reach.
 *
 * <pre>
 *   source --hop stream--> relay --stop stream--> target       = a circuit
 *   source ====== secured and multiplexed, end to end ====== target   = a relayed connection
 * </pre>
 *
 * <p>Begin with {@link io.edgemesh.tunnel.relay.RelayTransport}, which adds the client's side to a host, then {@link
 * io.edgemesh.tunnel.relay.RelayReservations}, which keeps a host reachable, and {@link
 * io.edgemesh.tunnel.relay.RelayService}, the relay itself.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md">circuit relay v2</a>
 */
@NullMarked
package io.edgemesh.tunnel.relay;

import org.jspecify.annotations.NullMarked;
