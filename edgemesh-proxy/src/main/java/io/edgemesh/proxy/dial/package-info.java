/**
 * The dialer named {@code default}: from a service's address over interceptors, a load balancer and a transport to a
 * connection. Begin at {@link io.edgemesh.proxy.dial.DefaultDialerProvider}; one dial's story is {@code ServiceDial}, its
 * search for an endpoint that answers {@code EndpointAttempts}.
 */
@NullMarked
package io.edgemesh.proxy.dial;

import org.jspecify.annotations.NullMarked;
