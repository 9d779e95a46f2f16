package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;

/** Counts streams of one direction against their limits. Guarded by itself. */
final class StreamQuota {
    private final int max;
    private final int maxPerPeer;
    private final Map<PeerId, Integer> perPeer = new HashMap<>();
    private int total;

    StreamQuota(int max, int maxPerPeer) {
        this.max = max;
        this.maxPerPeer = maxPerPeer;
    }

    /** Counts a stream until it closes, if it may be. */
    boolean admit(PeerId peer, Channel stream) {
        boolean admitted = acquire(peer);
        if (admitted) {
            stream.closeFuture().addListener(closed -> release(peer));
        }
        return admitted;
    }

    private synchronized boolean acquire(PeerId peer) {
        int streams = perPeer.getOrDefault(peer, 0);
        if (total >= max || streams >= maxPerPeer) {
            return false;
        }
        total++;
        perPeer.put(peer, streams + 1);
        return true;
    }

    private synchronized void release(PeerId peer) {
        total--;
        perPeer.computeIfPresent(peer, (key, streams) -> streams == 1 ? null : streams - 1);
    }

    synchronized int total() {
        return total;
    }

    /** Says what the limit is, for whoever is refused. */
    String limit() {
        return maxPerPeer + " streams with one node, " + max + " in all";
    }
}
