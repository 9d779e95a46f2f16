/**
 * What every way of securing a connection has in common: the contract, its result and its failures.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.security.SecureTransport}. The implementations are in
 * {@code io.edgemesh.tunnel.noise} and {@code io.edgemesh.tunnel.tls}.
 */
@NullMarked
package io.edgemesh.tunnel.security;

import org.jspecify.annotations.NullMarked;
