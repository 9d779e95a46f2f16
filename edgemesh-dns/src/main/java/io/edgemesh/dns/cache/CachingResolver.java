package io.edgemesh.dns.cache;

import io.edgemesh.dns.forward.ResolutionException;
import io.edgemesh.dns.forward.Resolver;
import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.Question;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * Keeps answers, and asks for each missing one only once however many wait for it.
 *
 * <p>While its servers are away an answer is used beyond its TTL, at once if they are known to be away and else after a
 * short wait for them. A failure is remembered for a second. <b>Threads:</b> safe for use by several; nothing blocks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8767#section-5">RFC 8767, 5. Example method</a>
 */
public final class CachingResolver {
    private static final int MAX_OUTSTANDING = 4_096;
    private static final int FAILURE_TTL = 1;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int POPULAR_USES = 3;
    private static final int PREFETCH_SHARE = 10; // of the TTL is left

    private final Resolver resolver;
    private final CacheSettings settings;
    private final Ticker ticker;
    private final ScheduledExecutorService timers;
    private final AnswerCache cache;
    private final ConcurrentMap<Question, CompletableFuture<Answer>> outstanding = new ConcurrentHashMap<>();

    /** @param timers runs what ends a wait; the tasks are short */
    public CachingResolver(Resolver resolver, CacheSettings settings, Ticker ticker, ScheduledExecutorService timers) {
        this.resolver = resolver;
        this.settings = settings;
        this.ticker = ticker;
        this.timers = timers;
        this.cache = new AnswerCache(settings.maxEntries(), settings.maxBytes());
    }

    /** Returns what can be answered at once, or {@code null}. */
    public @Nullable Reply find(Question question) {
        AnswerCache.Entry entry = cache.find(question);
        if (entry == null) {
            return null;
        }
        AnswerCache.Kept kept = entry.kept();
        long now = ticker.nanoTime();
        long age = now - kept.nanos();
        long ttl = TimeUnit.SECONDS.toNanos(kept.answer().ttl());
        if (age < ttl) {
            prefetch(question, entry, ttl - age, ttl);
            return new Reply(kept.answer(), (int) TimeUnit.NANOSECONDS.toSeconds(age), false);
        }
        return canBeStale(kept, age - ttl) ? staleAtOnce(question, entry, now) : null;
    }

    private void prefetch(Question question, AnswerCache.Entry entry, long left, long ttl) {
        int uses = ++entry.uses;
        if (settings.prefetch() && uses >= POPULAR_USES && left < ttl / PREFETCH_SHARE) {
            refresh(question);
        }
    }

    private boolean canBeStale(AnswerCache.Kept kept, long overdueNanos) {
        return overdueNanos < settings.staleFor().toNanos() && kept.answer().conclusive();
    }

    private @Nullable Reply staleAtOnce(Question question, AnswerCache.Entry entry, long now) {
        if (now - entry.retryNanos < 0) {
            return stale(entry);
        }
        if (resolver.reachable(question)) {
            return null;
        }
        refresh(question);
        return stale(entry);
    }

    private static Reply stale(AnswerCache.Entry entry) {
        return new Reply(entry.kept().answer(), 0, true);
    }

    /** Returns an answer that {@link #find} did not have; fails with a {@link ResolutionException}. */
    public CompletableFuture<Reply> resolve(Question question) {
        CompletableFuture<Answer> refreshed = refresh(question);
        AnswerCache.Entry entry = cache.find(question);
        if (entry == null || !canBeStale(entry.kept(), overdue(entry.kept()))) {
            return refreshed.thenApply(Reply::fresh);
        }
        CompletableFuture<Reply> reply = refreshed
                .thenApply(answer -> answer.conclusive() ? Reply.fresh(answer) : stale(entry))
                .exceptionally(failure -> stale(entry));
        var timeout = timers.schedule(
                () -> reply.complete(stale(entry)), settings.staleAfter().toNanos(), TimeUnit.NANOSECONDS);
        refreshed.whenComplete((answer, failure) -> timeout.cancel(false));
        return reply;
    }

    private long overdue(AnswerCache.Kept kept) {
        return ticker.nanoTime()
                - kept.nanos()
                - TimeUnit.SECONDS.toNanos(kept.answer().ttl());
    }

    private CompletableFuture<Answer> refresh(Question question) {
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> running = outstanding.putIfAbsent(question, mine);
        if (running != null) {
            return running.copy();
        }
        if (outstanding.size() > MAX_OUTSTANDING) {
            outstanding.remove(question);
            return CompletableFuture.failedFuture(
                    new ResolutionException("more than " + MAX_OUTSTANDING + " questions wait for an answer"));
        }
        resolver.resolve(question).thenApply(this::capped).whenComplete((answer, failure) -> {
            keep(question, answer);
            outstanding.remove(question);
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(answer);
            }
        });
        return mine.copy();
    }

    private Answer capped(Answer answer) {
        return answer.capped(answer.negative() ? settings.maxNegativeTtl() : settings.maxTtl());
    }

    /** @param answer {@code null} if there was none */
    private void keep(Question question, @Nullable Answer answer) {
        long now = ticker.nanoTime();
        if (answer != null && answer.conclusive()) {
            if (answer.ttl() > 0) {
                cache.put(question, new AnswerCache.Kept(answer, now));
            }
            return;
        }
        AnswerCache.Entry known = cache.find(question);
        if (known != null && canBeStale(known.kept(), overdue(known.kept()))) {
            known.retryNanos = now + RETRY_NANOS;
        } else {
            cache.put(question, new AnswerCache.Kept(Answer.of(Rcode.SERVFAIL, FAILURE_TTL), now));
        }
    }

    /** Returns the number of answers kept. */
    int size() {
        return cache.size();
    }
}
