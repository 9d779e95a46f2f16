/**
 * Reaching peers over WebSocket: {@code /ip4/…/tcp/…/ws}.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.websocket.WebSocketTransport}. The bytes of a connection travel in binary messages,
 * whose borders mean nothing; the swarm's secret, security and streams lie above, as over plain TCP. For networks whose
 * firewalls and proxies let nothing but HTTP through.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>
 */
@NullMarked
package io.edgemesh.tunnel.websocket;

import org.jspecify.annotations.NullMarked;
