/**
 * What the module's listeners and connectors share at the level of sockets: addresses as configuration writes them, the
 * gate in front of a channel that nobody reads yet, and the native {@link io.edgemesh.api.net.NetworkProvider}s.
 */
@NullMarked
package io.edgemesh.proxy.net;

import org.jspecify.annotations.NullMarked;
