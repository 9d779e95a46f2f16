package io.edgemesh.tunnel.kad;

import io.edgemesh.tunnel.multiformats.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The peers that this node asks: many that are near to it, few that are far.
 *
 * <p>A bucket for each length of the prefix that a peer's place has in common with ours holds up to {@value #BUCKET_SIZE},
 * the one heard of longest ago first. A full bucket takes in nobody as long as the first one answers: peers that have been
 * there for long are likely to stay, and a crowd of new ones drives nobody out. Guarded by itself.
 *
 * @see <a href="https://pdos.csail.mit.edu/~petar/papers/maymounkov-kademlia-lncs.pdf">Kademlia, section 2.2</a>
 */
final class RoutingTable {
    /** How many peers a bucket holds, and how many next to a key matter; called k. */
    static final int BUCKET_SIZE = 20;

    private final KadKey self;
    private final Map<Integer, List<Entry>> buckets = new TreeMap<>();

    private record Entry(KadKey key, KadPeer peer) {
        boolean isOf(PeerId peerId) {
            return peer.peerId().equals(peerId);
        }
    }

    RoutingTable(PeerId self) {
        this.self = KadKey.of(self);
    }

    /**
     * Takes in a peer that has just been heard of, or notes that it has been.
     *
     * @return {@code null} if the peer is in now, else the peer that has been silent longest of those in its place: if that
     *     one is gone, {@link #remove} it and offer the new one again
     */
    synchronized @Nullable KadPeer offer(KadPeer peer) {
        KadKey key = KadKey.of(peer.peerId());
        if (key.equals(self)) {
            return null;
        }
        List<Entry> bucket = buckets.computeIfAbsent(self.sharedPrefix(key), prefix -> new ArrayList<>());
        boolean known = bucket.removeIf(entry -> entry.isOf(peer.peerId()));
        if (!known && bucket.size() >= BUCKET_SIZE) {
            return bucket.get(0).peer();
        }
        bucket.add(new Entry(key, peer));
        return null;
    }

    /** The peer has answered: if it is here, it is now the one heard of last. */
    synchronized void heard(PeerId peerId) {
        List<Entry> bucket = buckets.getOrDefault(self.sharedPrefix(KadKey.of(peerId)), List.of());
        bucket.stream().filter(entry -> entry.isOf(peerId)).findFirst().ifPresent(entry -> {
            bucket.remove(entry);
            bucket.add(entry);
        });
    }

    /** The peer does not answer any more, or is no member. */
    synchronized void remove(PeerId peerId) {
        int prefix = self.sharedPrefix(KadKey.of(peerId));
        buckets.computeIfPresent(prefix, (length, bucket) -> {
            bucket.removeIf(entry -> entry.isOf(peerId));
            return bucket.isEmpty() ? null : bucket;
        });
    }

    /** Returns up to {@code count} peers, the one nearest to the key first. */
    synchronized List<KadPeer> closest(KadKey key, int count) {
        return buckets.values().stream()
                .flatMap(List::stream)
                .sorted((one, other) -> key.compareDistance(one.key(), other.key()))
                .limit(count)
                .map(Entry::peer)
                .toList();
    }

    synchronized int size() {
        return buckets.values().stream().mapToInt(List::size).sum();
    }
}
