/**
 * Private networks: only who holds the swarm's secret can speak to its members at all.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.pnet.SwarmSecret}, which reads the secret in both forms that are in use, and
 * {@link io.edgemesh.tunnel.pnet.PrivateNetworkHandler}, which encrypts every byte of a connection with it. This lies
 * below the negotiation of anything, so that an outsider does not even learn which protocol is spoken. It protects no
 * byte from change; that is what the layers above are for.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pnet/Private-Networks-PSK-V1.md">Private networks, PSK v1</a>
 */
@NullMarked
package io.edgemesh.tunnel.pnet;

import org.jspecify.annotations.NullMarked;
