/**
 * What peers tell each other about themselves: version, addresses, protocols, and where they see each other.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.identify.Identify}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/identify/README.md">identify and identify/push</a>
 */
@NullMarked
package io.edgemesh.tunnel.identify;

import org.jspecify.annotations.NullMarked;
