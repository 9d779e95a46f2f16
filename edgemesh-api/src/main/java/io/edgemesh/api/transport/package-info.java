/**
 * How an endpoint is reached: a {@link io.edgemesh.api.transport.Transport} opens Netty channels to endpoints, whether
 * straight through the network or through a tunnel.
 */
@NullMarked
package io.edgemesh.api.transport;

import org.jspecify.annotations.NullMarked;
