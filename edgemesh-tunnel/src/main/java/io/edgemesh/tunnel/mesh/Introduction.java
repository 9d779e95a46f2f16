package io.edgemesh.tunnel.mesh;

/**
 * What a node says of itself.
 *
 * @param node     its name; a claim
 * @param instance a number drawn at its start, by which two nodes with one name can be told apart; 0 where it gives none, as
 *                 Go agents
 */
public record Introduction(String node, long instance) {}
