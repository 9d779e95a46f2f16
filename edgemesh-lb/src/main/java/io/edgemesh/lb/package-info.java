/**
 * What the policies share. Each policy is a package of its own; begin at its provider, such as
 * {@link io.edgemesh.lb.roundrobin.RoundRobinProvider}.
 */
@NullMarked
package io.edgemesh.lb;

import org.jspecify.annotations.NullMarked;
