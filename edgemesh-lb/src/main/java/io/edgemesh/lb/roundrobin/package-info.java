/**
 * {@code ROUND_ROBIN}: endpoints in turn, as often as their weights say. Begin at
 * {@link io.edgemesh.lb.roundrobin.RoundRobinProvider}.
 */
@NullMarked
package io.edgemesh.lb.roundrobin;

import org.jspecify.annotations.NullMarked;
