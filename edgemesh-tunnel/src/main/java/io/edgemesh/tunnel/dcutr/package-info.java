/**
 * Direct connection upgrade through relay: peers that met over a relay connect through their NATs.
 *
 * <pre>
 *   initiator (was reached over the relay)          responder
 *      Connect(where I am seen)  ------------------>
 *      <------------------  Connect(where I am seen)        round trip measured
 *      Sync  -------------------------------------->
 *      after half a round trip: dials                dials at once
 *   TCP:  SYN ----->  NAT   NAT  <----- SYN               = one connection, dialled by both
 *   QUIC: handshake ----->  NAT   NAT  <----- any packet  = one connection, dialled by the initiator
 * </pre>
 *
 * <p>Begin with {@link io.edgemesh.tunnel.dcutr.HolePunching}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/relay/DCUtR.md">Direct connection upgrade through relay</a>
 */
@NullMarked
package io.edgemesh.tunnel.dcutr;

import org.jspecify.annotations.NullMarked;
