package io.edgemesh.dns.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of questions. <b>Threads:</b> safe for use by several. */
public final class Counters {
    private final LongAdder[] counts = new LongAdder[Event.values().length];

    /** What is counted. */
    enum Event {
        /** A message came in. */
        QUERIES,
        /** The cluster's zone answered. */
        CLUSTER,
        /** The cache answered. */
        CACHED,
        /** The cache answered with what has outlived its TTL. */
        STALE,
        /** Another name server was asked. */
        FORWARDED,
        /** Nobody could answer. */
        FAILED,
        /** The question is none that is answered here. */
        REFUSED,
        /** The message is no query. */
        MALFORMED,
        /** The client has asked too much. */
        LIMITED
    }

    public Counters() {
        Arrays.setAll(counts, event -> new LongAdder());
    }

    void add(Event event) {
        counts[event.ordinal()].increment();
    }

    /** Returns all counts by their names in lower case. */
    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        for (Event event : Event.values()) {
            snapshot.put(event.name().toLowerCase(Locale.ROOT), counts[event.ordinal()].sum());
        }
        return snapshot;
    }
}
