/**
 * The libp2p stack, process against process, beside go-libp2p: {@link io.edgemesh.benchmarks.libp2p.BenchPeer} takes the
 * same options as the Go program in {@code src/main/go/libp2p} and speaks the same protocols.
 */
@NullMarked
package io.edgemesh.benchmarks.libp2p;

import org.jspecify.annotations.NullMarked;
