/**
 * The HTTP/1.1 proxy: CONNECT, requests in absolute form, upgrades such as WebSocket. Begin at
 * {@link io.edgemesh.proxy.http.HttpProxy}; one client's story is {@code ClientHandler}.
 */
@NullMarked
package io.edgemesh.proxy.http;

import org.jspecify.annotations.NullMarked;
