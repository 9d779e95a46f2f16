/** How long a client waits on a long path: begin at {@link io.edgemesh.benchmarks.tunnel.FirstByte}. */
@NullMarked
package io.edgemesh.benchmarks.tunnel;

import org.jspecify.annotations.NullMarked;
