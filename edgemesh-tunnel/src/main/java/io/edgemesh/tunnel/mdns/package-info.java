/**
 * Finds peers on the local network: multicast DNS as libp2p uses it, so that nodes meet without a relay and without the cloud.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.mdns.LanDiscovery}. A {@code Link} is one interface and IP version; a
 * {@code LinkHandler} asks, answers and listens there; the {@code Dns…} classes are as much of DNS as that takes.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/discovery/mdns.md">libp2p mDNS</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762">RFC 6762, Multicast DNS</a>
 */
@NullMarked
package io.edgemesh.tunnel.mdns;

import org.jspecify.annotations.NullMarked;
