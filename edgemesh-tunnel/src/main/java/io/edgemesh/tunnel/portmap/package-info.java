/**
 * Has the router before this machine forward a port to it, so that peers reach it from outside without a relay.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.portmap.PortMapping}, which speaks NAT-PMP with the gateway of the default route, and UPnP
 * where that fails: {@link io.edgemesh.tunnel.portmap.UpnpMapping}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6886">RFC 6886, NAT Port Mapping Protocol</a>
 */
@NullMarked
package io.edgemesh.tunnel.portmap;

import org.jspecify.annotations.NullMarked;
