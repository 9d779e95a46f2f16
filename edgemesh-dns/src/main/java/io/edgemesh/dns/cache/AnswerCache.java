package io.edgemesh.dns.cache;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.Question;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded store of answers that forgets what was not used of late.
 *
 * <p>The hand of a clock goes round the entries: one that was used since the hand last came by is spared once, another
 * is forgotten. So a lookup only sets a mark. <b>Threads:</b> safe for use by several; lookups take no lock.
 */
final class AnswerCache {
    private static final int ENTRY_OVERHEAD = 256; // bytes of the objects around an answer and its question

    private final int maxEntries;
    private final long maxBytes;
    private final ConcurrentMap<Question, Entry> entries = new ConcurrentHashMap<>();
    private final ArrayDeque<Entry> clock = new ArrayDeque<>(); // guarded by this
    private long bytes; // guarded by this

    AnswerCache(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** The latest answer to one question. */
    static final class Entry {
        private final Question question;
        private volatile Kept kept;
        private volatile boolean used;

        /** About how often it was used since it came in: threads may overlook each other's counts. */
        int uses;

        /** When it may be asked for again after that has failed. */
        volatile long retryNanos;

        Entry(Question question, Kept kept) {
            this.question = question;
            this.kept = kept;
            this.retryNanos = kept.nanos;
        }

        Kept kept() {
            return kept;
        }
    }

    /** @param nanos when it came in */
    record Kept(Answer answer, long nanos) {}

    @Nullable
    Entry find(Question question) {
        Entry entry = entries.get(question);
        if (entry != null) {
            entry.used = true;
        }
        return entry;
    }

    synchronized void put(Question question, Kept kept) {
        Entry known = entries.get(question);
        if (known == null) {
            Entry added = new Entry(question, kept);
            entries.put(question, added);
            clock.add(added);
            bytes += weight(added);
        } else {
            bytes -= weight(known);
            known.kept = kept;
            known.uses = 0;
            known.retryNanos = kept.nanos;
            bytes += weight(known);
        }
        while (clock.size() > maxEntries || bytes > maxBytes) {
            turn();
        }
    }

    private void turn() {
        Entry entry = clock.remove();
        if (entry.used) {
            entry.used = false;
            clock.add(entry);
        } else {
            entries.remove(entry.question);
            bytes -= weight(entry);
        }
    }

    private static long weight(Entry entry) {
        return ENTRY_OVERHEAD + entry.question.name().length() + entry.kept.answer.weight();
    }

    int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
