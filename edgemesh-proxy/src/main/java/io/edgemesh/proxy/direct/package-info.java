/**
 * The {@code direct} transport: sockets from here to the endpoint itself. Begin at
 * {@link io.edgemesh.proxy.direct.DirectTransportProvider}.
 */
@NullMarked
package io.edgemesh.proxy.direct;

import org.jspecify.annotations.NullMarked;
