/**
 * Two local networks behind NATs and a public network between them, made of Linux network namespaces without an uplink.
 *
 * <p>{@link io.edgemesh.tunnel.netns.NatLab} builds them, {@link io.edgemesh.tunnel.netns.PeerProcess} runs a host inside one;
 * {@link io.edgemesh.tunnel.netns.Mesh} is a whole mesh of nodes and relays, shared by the tests of a class. Needs root, {@code ip} and {@code nft}, and {@code -Dedgemesh.netns=true}, since JVMs by the handful take their time; tests
 * are skipped with a reason where any of it is missing.
 */
@NullMarked
package io.edgemesh.tunnel.netns;

import org.jspecify.annotations.NullMarked;
