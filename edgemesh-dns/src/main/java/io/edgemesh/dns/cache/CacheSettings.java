package io.edgemesh.dns.cache;

import java.time.Duration;

/**
 * How answers are kept.
 *
 * @param maxEntries     how many
 * @param maxBytes       how much memory they may take, about
 * @param maxTtl         seconds after which an answer is asked for anew, whatever its TTL; 0 keeps nothing
 * @param maxNegativeTtl the same for answers that there is nothing
 * @param staleFor       how long after its TTL an answer is used while no server can be reached; zero for not at all
 * @param staleAfter     how long a client waits for a server before it gets an answer that has outlived its TTL
 * @param prefetch       whether an answer often used is asked for again shortly before its TTL is over
 */
public record CacheSettings(
        int maxEntries,
        int maxBytes,
        int maxTtl,
        int maxNegativeTtl,
        Duration staleFor,
        Duration staleAfter,
        boolean prefetch) {
    /** What RFC 8767 recommends, within some megabytes. */
    public static final CacheSettings DEFAULT =
            new CacheSettings(10_000, 8 << 20, 86_400, 300, Duration.ofDays(1), Duration.ofMillis(1_800), true);

    public CacheSettings withMaxTtl(int newMaxTtl, int newMaxNegativeTtl) {
        return new CacheSettings(maxEntries, maxBytes, newMaxTtl, newMaxNegativeTtl, staleFor, staleAfter, prefetch);
    }
}
