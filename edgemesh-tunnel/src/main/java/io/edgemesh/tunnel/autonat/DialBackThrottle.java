package io.edgemesh.tunnel.autonat;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Bounds how often we dial back, for one peer and for all, in each minute. Guarded by itself. */
final class DialBackThrottle {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_PER_PEER = 3;
    private static final int MAX_IN_ALL = 30;

    private final Ticker ticker;
    private final Map<PeerId, Integer> perPeer = new HashMap<>();
    private int inAll;
    private long periodStart;

    DialBackThrottle(Ticker ticker) {
        this.ticker = ticker;
        periodStart = ticker.nanoTime();
    }

    synchronized boolean permits(PeerId peer) {
        if (ticker.nanoTime() - periodStart >= PERIOD_NANOS) {
            periodStart = ticker.nanoTime();
            perPeer.clear();
            inAll = 0;
        }
        if (inAll >= MAX_IN_ALL || perPeer.getOrDefault(peer, 0) >= MAX_PER_PEER) {
            return false;
        }
        inAll++;
        perPeer.merge(peer, 1, Integer::sum);
        return true;
    }
}
