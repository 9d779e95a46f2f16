/**
 * The self-describing values libp2p is made of: how long, whose, and where.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.multiformats.Varint}, which measures everything else, then
 * {@link io.edgemesh.tunnel.multiformats.PeerId} (who) and {@link io.edgemesh.tunnel.multiformats.Multiaddr} (where).
 * {@link io.edgemesh.tunnel.multiformats.ProtoReader} and {@link io.edgemesh.tunnel.multiformats.ProtoWriter} speak the
 * protobuf wire format of the few small messages that libp2p exchanges, and
 * {@link io.edgemesh.tunnel.multiformats.VarintFrameDecoder} finds where each of them ends.
 *
 * <p>Whatever does not follow its format fails with {@link io.edgemesh.tunnel.multiformats.MalformedException}; nothing
 * else escapes from the readers here, and none of them stores more than it was given.
 *
 * @see <a href="https://multiformats.io">Multiformats</a>
 */
@NullMarked
package io.edgemesh.tunnel.multiformats;

import org.jspecify.annotations.NullMarked;
