package io.edgemesh.dns.server;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of questions. <b>Threads:</b> safe for use by several. */
public final class Counters {
    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

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
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    void add(Event event) {
        counts.get(event).increment();
    }

    /** Returns all counts by their names in lower case. */
    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        counts.forEach((event, count) -> snapshot.put(event.name().toLowerCase(Locale.ROOT), count.sum()));
        return snapshot;
    }
}
