/**
 * The mesh as an embedder sees it. Begin at {@link io.edgemesh.api.EdgeMesh}: build one, dial services, close it.
 */
@NullMarked
package io.edgemesh.api;

import org.jspecify.annotations.NullMarked;
