/**
 * Who a node is: keys, the peer ids that follow from them, and statements signed with them.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.identity.Identity}, which has one implementation for each identity mode of the
 * configuration. {@link io.edgemesh.tunnel.identity.PeerPublicKey} verifies what others signed with any of libp2p's key
 * types; our own keys, {@link io.edgemesh.tunnel.identity.PeerKeyPair}, are always Ed25519.
 * {@link io.edgemesh.tunnel.identity.SignedEnvelope} carries a signed statement, and
 * {@link io.edgemesh.tunnel.identity.PeerRecord} is the one that all peers exchange: "I can be reached here".
 */
@NullMarked
package io.edgemesh.tunnel.identity;

import org.jspecify.annotations.NullMarked;
