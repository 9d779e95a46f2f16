package io.edgemesh.tunnel.mesh;

import io.edgemesh.tunnel.multiformats.PeerId;
import io.netty.util.concurrent.Ticker;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which openings have had their one answer. A dialler that doubts a connection asks again over another one; as bytes of its
 * client come along with each request, one alone of them may lead to the endpoint.
 *
 * <p>Remembered for a minute, or for the last 32 768 openings if there are more. Thread-safe: streams of one peer may
 * arrive on several event loops.
 */
final class Claims {
    private static final int MAX_CLAIMS = 32_768;
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private final Map<Claim, Long> claimed = new LinkedHashMap<>(); // with the time of each, eldest first

    Claims(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Returns true to the first who wants to answer an opening, and false to all others; always true for id 0. */
    boolean claim(PeerId peer, long id) {
        if (id == 0) {
            return true;
        }
        long now = ticker.nanoTime();
        synchronized (claimed) {
            forget(now);
            return claimed.putIfAbsent(new Claim(peer, id), now) == null;
        }
    }

    private void forget(long now) {
        Iterator<Long> times = claimed.values().iterator();
        while (times.hasNext()) {
            boolean old = now - times.next() > REMEMBERED_NANOS;
            if (!old && claimed.size() <= MAX_CLAIMS) {
                return;
            }
            times.remove();
        }
    }

    private record Claim(PeerId peer, long id) {}
}
