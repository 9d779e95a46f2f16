package io.edgemesh.tunnel.yamux;

import io.edgemesh.tunnel.MemoryBudget;

/**
 * What all connections of a host may hold together.
 *
 * @param growth bytes by which windows exceed their first size; when none are left, windows stay as they are
 * @param unread bytes that have arrived and nobody has read; when none are left, streams that hold some are reset
 */
public record YamuxMemory(MemoryBudget growth, MemoryBudget unread) {
    /** Budgets of their own, of these sizes. */
    public static YamuxMemory of(long growthBytes, long unreadBytes) {
        return new YamuxMemory(MemoryBudget.of(growthBytes), MemoryBudget.of(unreadBytes));
    }
}
