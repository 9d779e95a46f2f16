/**
 * Keeps traffic away from endpoints that do not answer: begin at {@link io.edgemesh.lb.health.EndpointHealthLayer}; the
 * states an endpoint goes through are in {@code Health}.
 */
@NullMarked
package io.edgemesh.lb.health;

import org.jspecify.annotations.NullMarked;
