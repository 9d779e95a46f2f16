/**
 * Two local networks behind NATs and a public network between them, made of Linux network namespaces without an uplink.
 *
 * <p>{@link io.edgemesh.tunnel.netns.NatLab} builds them, {@link io.edgemesh.tunnel.netns.PeerProcess} runs a host inside one.
 * Needs root, {@code ip} and {@code nft}, and {@code -Dedgemesh.netns=true}, since JVMs by the handful take their time; tests
 * are skipped with a reason where any of it is missing.
 */
@NullMarked
package io.edgemesh.tunnel.netns;

import org.jspecify.annotations.NullMarked;
