/**
 * AutoNAT: tells peers whether they can be reached from outside, by trying.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.autonat.AutoNatService}. Only the answering side is here: agents of Go EdgeMesh ask,
 * and look for relays once they know that they are behind a NAT; our own nodes use relays anyway.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/autonat/autonat-v1.md">AutoNAT v1</a>
 */
@NullMarked
package io.edgemesh.tunnel.autonat;

import org.jspecify.annotations.NullMarked;
