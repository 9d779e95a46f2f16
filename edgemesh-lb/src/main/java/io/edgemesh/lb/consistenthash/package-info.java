/**
 * {@code CONSISTENT_HASH}: calls with one key go to one endpoint. Begin at
 * {@link io.edgemesh.lb.consistenthash.ConsistentHashProvider}; a {@code PartitionTable} says which endpoint a key
 * belongs to, a {@code HashRing} which are next.
 */
@NullMarked
package io.edgemesh.lb.consistenthash;

import org.jspecify.annotations.NullMarked;
