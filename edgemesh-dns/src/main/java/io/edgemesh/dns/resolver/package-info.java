/**
 * Names for this process itself, without a socket: begin at {@link io.edgemesh.dns.resolver.MeshResolverGroup}.
 */
@NullMarked
package io.edgemesh.dns.resolver;

import org.jspecify.annotations.NullMarked;
