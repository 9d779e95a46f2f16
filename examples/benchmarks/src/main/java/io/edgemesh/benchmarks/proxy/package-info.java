/**
 * The proxy's forward listener beside haproxy, as whole processes: begin at
 * {@link io.edgemesh.benchmarks.proxy.ForwardComparison}.
 */
@NullMarked
package io.edgemesh.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
