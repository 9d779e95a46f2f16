package io.edgemesh.tunnel.transport;

import io.edgemesh.api.transport.PeerStatus.Failure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last {@value #KEPT} things that went wrong. Guarded by itself. */
final class RecentFailures {
    static final int KEPT = 8;

    private final Deque<Failure> latestFirst = new ArrayDeque<>();

    synchronized void add(Instant at, String reason) {
        latestFirst.addFirst(new Failure(at, reason));
        if (latestFirst.size() > KEPT) {
            latestFirst.removeLast();
        }
    }

    synchronized List<Failure> latestFirst() {
        return List.copyOf(latestFirst);
    }
}
