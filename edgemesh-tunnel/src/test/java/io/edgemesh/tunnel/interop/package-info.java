/**
 * Our host and peers of other libp2p implementations, against each other over loopback.
 *
 * <p>The peers are the programs of {@code src/test/interop}, which {@code .ci/build-peers} builds; where one is missing its
 * tests are skipped. Begin with {@link io.edgemesh.tunnel.interop.Libp2pInteropTest}.
 */
@NullMarked
package io.edgemesh.tunnel.interop;

import org.jspecify.annotations.NullMarked;
