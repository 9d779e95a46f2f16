/** A Netty server in front of the services of the mesh. */
@NullMarked
package io.edgemesh.examples.gateway;

import org.jspecify.annotations.NullMarked;
