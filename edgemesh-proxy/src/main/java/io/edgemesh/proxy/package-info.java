/**
 * The {@code proxy} subsystem: listeners that take traffic into the mesh. Begin at {@link io.edgemesh.proxy.ProxyProvider},
 * which documents the settings.
 */
@NullMarked
package io.edgemesh.proxy;

import org.jspecify.annotations.NullMarked;
