package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.Question;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * The way of one question from server to server until one answers.
 *
 * <p>An answer that says its server could not find out (SERVFAIL, REFUSED, ...) is kept in case no other has a better
 * one. <b>Threads:</b> confined to one event loop.
 */
final class Resolution {
    private final Upstreams upstreams;
    private final Question question;
    private final long deadlineNanos;
    private final Iterator<Upstream> candidates;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private @Nullable Answer inconclusive;
    private boolean retrying;

    Resolution(Upstreams upstreams, Question question, List<Upstream> candidates, long deadlineNanos) {
        this.upstreams = upstreams;
        this.question = question;
        this.candidates = candidates.iterator();
        this.deadlineNanos = deadlineNanos;
    }

    CompletableFuture<Answer> start() {
        next(new ResolutionException("no name server to ask for " + question.name()));
        return result;
    }

    private void next(ResolutionException lastFailure) {
        if (!candidates.hasNext() || retrying && !upstreams.mayRetry()) {
            giveUp(lastFailure);
            return;
        }
        retrying = true;
        Upstream upstream = candidates.next();
        ask(upstream, !upstream.plain());
    }

    private void giveUp(ResolutionException lastFailure) {
        Answer best = inconclusive;
        if (best != null) {
            result.complete(best);
        } else {
            result.completeExceptionally(lastFailure);
        }
    }

    private void ask(Upstream upstream, boolean edns) {
        long now = upstream.now();
        Duration left = Duration.ofNanos(deadlineNanos - now);
        if (left.isNegative() || left.isZero()) {
            giveUp(new ResolutionException("no name server answered for " + question.name() + " in time"));
            return;
        }
        Duration timeout = left.compareTo(upstream.timeout()) < 0 ? left : upstream.timeout();
        OutgoingQuery query = upstreams.query(question, edns);
        upstreams.exchange(upstream, query, timeout).whenComplete((message, failure) -> {
            if (failure != null) {
                onFailure(upstream, failure);
            } else {
                onAnswer(upstream, query, message, now);
            }
        });
    }

    private void onFailure(Upstream upstream, Throwable failure) {
        upstreams.onFailure(upstream);
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        next(cause instanceof ResolutionException known ? known : new ResolutionException(cause.toString(), cause));
    }

    private void onAnswer(Upstream upstream, OutgoingQuery query, byte[] message, long startNanos) {
        upstream.answered(startNanos);
        Answer answer;
        try {
            answer = query.read(message);
        } catch (ResolutionException e) {
            next(e);
            return;
        }
        if (answer.rcode() == Rcode.FORMERR && query.edns()) {
            upstream.refusedEdns();
            ask(upstream, false);
        } else if (answer.conclusive()) {
            result.complete(answer);
        } else {
            inconclusive = answer;
            next(new ResolutionException("name server " + upstream + " answered " + Rcode.string(answer.rcode())));
        }
    }
}
