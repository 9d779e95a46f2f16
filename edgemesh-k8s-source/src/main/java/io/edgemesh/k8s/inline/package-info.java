/**
 * {@code static}: services that stand in the settings themselves. Begin at {@link io.edgemesh.k8s.inline.StaticProvider}.
 */
@NullMarked
package io.edgemesh.k8s.inline;

import org.jspecify.annotations.NullMarked;
