/** Peers, connections and streams without a network, for tests of the protocols above them. */
@NullMarked
package io.edgemesh.tunnel.fakes;

import org.jspecify.annotations.NullMarked;
