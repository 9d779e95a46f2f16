package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What peers have announced to provide, until it expires.
 *
 * <p><b>Limits:</b> of one key {@value #MAX_PROVIDERS} providers, of one peer {@value #MAX_KEYS_OF_PEER} keys, and
 * {@value #MAX_RECORDS} records in all. What is over a limit is not taken in: those who came first stay, so that nobody is
 * driven out. <b>Time:</b> Go agents and ours announce themselves anew within three hours at most; a record lives twice as long.
 * Guarded by itself.
 */
final class ProviderStore {
    static final int MAX_PROVIDERS = 1024;
    static final int MAX_KEYS_OF_PEER = 16;
    static final int MAX_RECORDS = 4096;
    static final Duration LIFETIME = Duration.ofHours(6);

    private final InstantSource clock;
    private final Map<KadKey, Map<PeerId, Provided>> records = new HashMap<>();
    private final Map<PeerId, Integer> keysOfPeer = new HashMap<>();
    private int size;
    private Instant nextExpiry = Instant.MAX;

    private record Provided(KadPeer provider, Instant expires) {}

    ProviderStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes in that the peer provides the key; returns whether there was room for it. */
    synchronized boolean add(KadKey key, KadPeer provider) {
        expire();
        PeerId peerId = provider.peerId();
        Map<PeerId, Provided> providers = records.getOrDefault(key, Map.of());
        boolean known = providers.containsKey(peerId);
        if (!known && !hasRoom(providers.size(), peerId)) {
            return false;
        }
        if (!known) {
            size++;
            keysOfPeer.merge(peerId, 1, Integer::sum);
        }
        Instant expires = clock.instant().plus(LIFETIME);
        Map<PeerId, Provided> latestLast = records.computeIfAbsent(key, first -> new LinkedHashMap<>());
        latestLast.remove(peerId);
        latestLast.put(peerId, new Provided(provider, expires));
        nextExpiry = expires.isBefore(nextExpiry) ? expires : nextExpiry;
        return true;
    }

    private boolean hasRoom(int providers, PeerId peerId) {
        return providers < MAX_PROVIDERS && size < MAX_RECORDS && keysOfPeer.getOrDefault(peerId, 0) < MAX_KEYS_OF_PEER;
    }

    /**
     * Returns up to {@code count} of those who provide the key, the ones that have announced it last: since all do so again and
     * again, whoever asks at times hears of all over time.
     */
    synchronized List<KadPeer> of(KadKey key, int count) {
        expire();
        Collection<Provided> providers = records.getOrDefault(key, Map.of()).values();
        return providers.stream()
                .skip(Math.max(0, providers.size() - count))
                .map(Provided::provider)
                .toList();
    }

    /** Looks at every record, but only once the first of them may have expired. */
    private void expire() {
        Instant now = clock.instant();
        if (now.isBefore(nextExpiry)) {
            return;
        }
        nextExpiry = Instant.MAX;
        records.values().forEach(providers -> expire(providers.values().iterator(), now));
        records.values().removeIf(Map::isEmpty);
    }

    private void expire(Iterator<Provided> providers, Instant now) {
        while (providers.hasNext()) {
            Provided provided = providers.next();
            if (now.isBefore(provided.expires())) {
                nextExpiry = provided.expires().isBefore(nextExpiry) ? provided.expires() : nextExpiry;
            } else {
                providers.remove();
                size--;
                keysOfPeer.computeIfPresent(
                        provided.provider().peerId(), (peerId, keys) -> keys == 1 ? null : keys - 1);
            }
        }
    }
}
