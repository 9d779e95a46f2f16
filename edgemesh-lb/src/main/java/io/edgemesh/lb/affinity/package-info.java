/**
 * Session affinity in front of any policy: begin at {@link io.edgemesh.lb.affinity.SessionAffinityLayer}.
 */
@NullMarked
package io.edgemesh.lb.affinity;

import org.jspecify.annotations.NullMarked;
