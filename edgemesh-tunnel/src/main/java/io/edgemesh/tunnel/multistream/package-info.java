/**
 * multistream-select 1.0: two sides settle on a protocol by its id, before a connection or a stream carries it.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.multistream.Multistream}.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 */
@NullMarked
package io.edgemesh.tunnel.multistream;

import org.jspecify.annotations.NullMarked;
