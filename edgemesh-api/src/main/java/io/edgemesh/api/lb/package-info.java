/**
 * Which endpoint serves a connection: one {@link io.edgemesh.api.lb.LoadBalancer} for each service port, made by the
 * {@link io.edgemesh.api.lb.LoadBalancerProvider} that the service's policy names.
 */
@NullMarked
package io.edgemesh.api.lb;

import org.jspecify.annotations.NullMarked;
