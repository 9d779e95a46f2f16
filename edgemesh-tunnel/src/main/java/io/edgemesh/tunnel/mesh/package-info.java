/**
 * What nodes of a mesh say to each other over the streams of a connection: who they are (discovery) and which endpoint a
 * stream shall lead to (proxy). Each is spoken in the form of Go EdgeMesh; the proxy protocol also in one of our own, which
 * {@code docs/wire-protocol.md} specifies.
 *
 * <p>Begin with {@link io.edgemesh.tunnel.mesh.ProxyDialect}: the two proxy protocols differ in their messages only, what
 * is done with them is in {@link io.edgemesh.tunnel.mesh.ProxyDialler} and {@link io.edgemesh.tunnel.mesh.ProxyAnswerer}.
 */
@NullMarked
package io.edgemesh.tunnel.mesh;

import org.jspecify.annotations.NullMarked;
