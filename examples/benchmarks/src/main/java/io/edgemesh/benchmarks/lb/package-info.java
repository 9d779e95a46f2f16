/** What a pick costs under each policy; results in {@code docs/benchmarks/load-balancing.md}. */
@NullMarked
package io.edgemesh.benchmarks.lb;

import org.jspecify.annotations.NullMarked;
