/** {@code RANDOM}: any endpoint, by weight. Begin at {@link io.edgemesh.lb.random.RandomProvider}. */
@NullMarked
package io.edgemesh.lb.random;

import org.jspecify.annotations.NullMarked;
