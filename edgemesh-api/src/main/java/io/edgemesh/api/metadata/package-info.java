/**
 * Where services come from: a {@link io.edgemesh.api.metadata.MetadataSource} pushes what it learns into a
 * {@link io.edgemesh.api.metadata.MetadataSink}.
 */
@NullMarked
package io.edgemesh.api.metadata;

import org.jspecify.annotations.NullMarked;
