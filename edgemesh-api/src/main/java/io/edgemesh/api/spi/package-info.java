/**
 * How providers are found and chosen by name: {@link io.edgemesh.api.spi.Providers} looks them up,
 * {@link io.edgemesh.api.spi.MeshContext} is what the mesh hands to what they create.
 */
@NullMarked
package io.edgemesh.api.spi;

import org.jspecify.annotations.NullMarked;
