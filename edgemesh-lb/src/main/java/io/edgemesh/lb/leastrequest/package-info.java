/**
 * {@code LEAST_REQUEST}: the less busy of two drawn endpoints. Begin at
 * {@link io.edgemesh.lb.leastrequest.LeastRequestProvider}.
 */
@NullMarked
package io.edgemesh.lb.leastrequest;

import org.jspecify.annotations.NullMarked;
