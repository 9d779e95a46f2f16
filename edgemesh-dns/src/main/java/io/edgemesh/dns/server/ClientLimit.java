package io.edgemesh.dns.server;

import io.netty.util.concurrent.Ticker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many answers over UDP an address gets, since the sender of a datagram may be forged and its victim flooded.
 *
 * <p>A fixed number of buckets, which addresses share by a hash that outsiders cannot compute; each bucket is one number,
 * the time by which its queries would have come at the allowed rate (the generic cell rate algorithm). IPv6 clients
 * count by their /64. Loopback is exempt. <b>Threads:</b> of one at a time.
 */
final class ClientLimit {
    private static final int BUCKETS = 4096;
    private static final int SLIP = 2;

    private final long[] due = new long[BUCKETS];
    private final long intervalNanos;
    private final long toleranceNanos;
    private final int seed;
    private int limited;

    /** What a query may get. */
    enum Verdict {
        /** A full answer. */
        ANSWER,
        /** An empty one that says: ask again over TCP, where nobody's address is forged. */
        TRUNCATE,
        /** None. */
        DROP
    }

    /** @param perSecond how many queries of an address are answered a second; 0 for any number */
    ClientLimit(int perSecond, int seed, long nowNanos) {
        this.intervalNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.toleranceNanos = TimeUnit.SECONDS.toNanos(1);
        this.seed = seed;
        Arrays.fill(due, nowNanos);
    }

    /** Counts a query. Of those beyond the limit every second is told to use TCP. */
    Verdict count(InetAddress client, Ticker ticker) {
        if (intervalNanos == 0 || client.isLoopbackAddress()) {
            return Verdict.ANSWER;
        }
        long nowNanos = ticker.nanoTime();
        int bucket = bucket(client);
        long ahead = Math.max(0, due[bucket] - nowNanos);
        if (ahead >= toleranceNanos) {
            return limited++ % SLIP == 0 ? Verdict.TRUNCATE : Verdict.DROP;
        }
        due[bucket] = nowNanos + ahead + intervalNanos;
        return Verdict.ANSWER;
    }

    private int bucket(InetAddress client) {
        int hash = client instanceof Inet4Address ? client.hashCode() : networkHash(client.getAddress());
        int mixed = (hash ^ seed) * 0x9e3779b1; // spreads neighbouring addresses
        return (mixed ^ mixed >>> 16) & BUCKETS - 1;
    }

    private static int networkHash(byte[] address) {
        int hash = 1;
        for (int i = 0; i < 8; i++) {
            hash = 31 * hash + address[i];
        }
        return hash;
    }
}
