/**
 * What the policies share. Each policy is a package of its own; begin at its provider, such as
 * {@link io.edgemesh.lb.roundrobin.RoundRobinProvider}. The layers in front of every policy are
 * {@link io.edgemesh.lb.affinity.SessionAffinityLayer} and {@link io.edgemesh.lb.health.EndpointHealthLayer}.
 */
@NullMarked
package io.edgemesh.lb;

import org.jspecify.annotations.NullMarked;
