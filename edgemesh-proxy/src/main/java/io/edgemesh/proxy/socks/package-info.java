/**
 * The SOCKS5 proxy (RFC 1928) without authentication: CONNECT, and UDP ASSOCIATE without fragments. Begin at
 * {@link io.edgemesh.proxy.socks.SocksProxy}; one client's story is {@code SocksHandshake}.
 */
@NullMarked
package io.edgemesh.proxy.socks;

import org.jspecify.annotations.NullMarked;
