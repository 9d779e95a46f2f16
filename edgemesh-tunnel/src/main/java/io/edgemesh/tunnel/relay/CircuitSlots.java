package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.HashMap;
import java.util.Map;

/** Counts the circuits of a relay against its bounds: in all, and at either end. Guarded by itself. */
final class CircuitSlots {
    private final int maxCircuits;
    private final int maxPerPeer;
    private final Map<PeerId, Integer> perPeer = new HashMap<>();
    private int circuits;

    CircuitSlots(int maxCircuits, int maxPerPeer) {
        this.maxCircuits = maxCircuits;
        this.maxPerPeer = maxPerPeer;
    }

    /** Takes a slot for a circuit between two peers, to be given back with {@link #release}, if there is one. */
    synchronized boolean acquire(PeerId source, PeerId target) {
        if (circuits >= maxCircuits || full(source) || full(target)) {
            return false;
        }
        circuits++;
        perPeer.merge(source, 1, Integer::sum);
        perPeer.merge(target, 1, Integer::sum);
        return true;
    }

    private boolean full(PeerId peer) {
        return perPeer.getOrDefault(peer, 0) >= maxPerPeer;
    }

    synchronized void release(PeerId source, PeerId target) {
        circuits--;
        decrement(source);
        decrement(target);
    }

    private void decrement(PeerId peer) {
        perPeer.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
    }

    synchronized int circuits() {
        return circuits;
    }
}
