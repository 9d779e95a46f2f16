/**
 * AutoNAT: tells peers whether they can be reached from outside, by trying, and has relays tell us.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.autonat.AutoNatService}, which answers, and
 * {@link io.edgemesh.tunnel.autonat.ReachabilityWatch}, which asks. Agents of Go EdgeMesh look for relays once they know that
 * they are behind a NAT; our own nodes use relays anyway, and ask to announce an address that works.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/autonat/autonat-v1.md">AutoNAT v1</a>
 */
@NullMarked
package io.edgemesh.tunnel.autonat;

import org.jspecify.annotations.NullMarked;
