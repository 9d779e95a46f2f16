package io.edgemesh.tunnel.transport;

import io.edgemesh.tunnel.multiformats.Multiaddr;
import io.edgemesh.tunnel.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where peers are said to be by others than themselves. Not to be trusted: whoever answers there has to prove its id.
 *
 * <p><b>Threads:</b> any; guarded by itself. <b>Limits:</b> {@value #MAX_PEERS} peers, those least in use are forgotten;
 * {@value #MAX_ADDRESSES} addresses of each, the latest; each for {@value #LIFETIME_MINUTES} min after it was last heard of.
 */
final class Candidates {
    static final int MAX_PEERS = 1024;
    static final int MAX_ADDRESSES = 8;
    static final long LIFETIME_MINUTES = 30;

    private final InstantSource clock;
    private final Map<PeerId, Map<Multiaddr, Instant>> byPeer = bounded(MAX_PEERS);

    Candidates(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes in addresses; returns whether one of them is new. */
    synchronized boolean add(PeerId peerId, List<Multiaddr> addresses) {
        if (addresses.isEmpty()) {
            return false;
        }
        Instant end = clock.instant().plus(Duration.ofMinutes(LIFETIME_MINUTES));
        Map<Multiaddr, Instant> known = fresh(peerId);
        boolean news = false;
        for (Multiaddr address : addresses) {
            news |= known.put(address, end) == null;
        }
        byPeer.put(peerId, known);
        return news;
    }

    /** Returns the addresses of a peer; empty where nobody has said any. */
    synchronized List<Multiaddr> of(PeerId peerId) {
        return List.copyOf(fresh(peerId).keySet());
    }

    private Map<Multiaddr, Instant> fresh(PeerId peerId) {
        Map<Multiaddr, Instant> known = byPeer.get(peerId);
        if (known == null) {
            return bounded(MAX_ADDRESSES);
        }
        Instant now = clock.instant();
        known.values().removeIf(now::isAfter);
        return known;
    }

    private static <K, V> Map<K, V> bounded(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }
}
