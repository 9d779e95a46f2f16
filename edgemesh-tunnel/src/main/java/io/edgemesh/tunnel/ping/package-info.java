/**
 * The ping protocol: is a peer there, and how far away. Begin with {@link io.edgemesh.tunnel.ping.Ping}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/ping/ping.md">ping</a>
 */
@NullMarked
package io.edgemesh.tunnel.ping;

import org.jspecify.annotations.NullMarked;
