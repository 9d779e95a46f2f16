/** What lookups in the catalog and changes to it cost; results in {@code docs/benchmarks/catalog.md}. */
@NullMarked
package io.edgemesh.benchmarks.catalog;

import org.jspecify.annotations.NullMarked;
