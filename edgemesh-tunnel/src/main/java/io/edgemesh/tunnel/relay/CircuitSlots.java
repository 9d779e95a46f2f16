package io.edgemesh.tunnel.relay;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the circuits of a relay against its bounds: in all, at either end, and from one IP address. Guarded by itself. */
final class CircuitSlots {
    private final int maxCircuits;
    private final int maxPerPeer;
    private final int maxPerIp;
    private final Map<PeerId, Integer> perPeer = new HashMap<>();
    private final Map<InetAddress, Integer> perIp = new HashMap<>();
    private int circuits;

    /**
     * What a circuit counts for.
     *
     * @param sourceIp where the source has connected from; {@code null} where that is no IP address
     */
    record Slot(PeerId source, PeerId target, @Nullable InetAddress sourceIp) {}

    CircuitSlots(int maxCircuits, int maxPerPeer, int maxPerIp) {
        this.maxCircuits = maxCircuits;
        this.maxPerPeer = maxPerPeer;
        this.maxPerIp = maxPerIp;
    }

    /** Takes a slot, to be given back with {@link #release}, if there is one. */
    synchronized boolean acquire(Slot slot) {
        if (circuits >= maxCircuits || full(slot.source) || full(slot.target) || full(slot.sourceIp)) {
            return false;
        }
        circuits++;
        perPeer.merge(slot.source, 1, Integer::sum);
        perPeer.merge(slot.target, 1, Integer::sum);
        if (slot.sourceIp != null) {
            perIp.merge(slot.sourceIp, 1, Integer::sum);
        }
        return true;
    }

    private boolean full(PeerId peer) {
        return perPeer.getOrDefault(peer, 0) >= maxPerPeer;
    }

    private boolean full(@Nullable InetAddress ip) {
        return ip != null && perIp.getOrDefault(ip, 0) >= maxPerIp;
    }

    synchronized void release(Slot slot) {
        circuits--;
        decrement(perPeer, slot.source);
        decrement(perPeer, slot.target);
        if (slot.sourceIp != null) {
            decrement(perIp, slot.sourceIp);
        }
    }

    private static <K> void decrement(Map<K, Integer> counts, K of) {
        counts.computeIfPresent(of, (key, count) -> count == 1 ? null : count - 1);
    }

    synchronized int circuits() {
        return circuits;
    }
}
