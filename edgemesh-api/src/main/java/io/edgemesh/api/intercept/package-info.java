/**
 * A chain around every connection that the mesh opens: begin at {@link io.edgemesh.api.intercept.Interceptor}.
 */
@NullMarked
package io.edgemesh.api.intercept;

import org.jspecify.annotations.NullMarked;
