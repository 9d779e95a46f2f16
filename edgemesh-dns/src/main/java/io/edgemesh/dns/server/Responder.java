package io.edgemesh.dns.server;

import io.edgemesh.dns.cache.CachingResolver;
import io.edgemesh.dns.cache.Reply;
import io.edgemesh.dns.forward.LoopGuard;
import io.edgemesh.dns.server.Counters.Event;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.MinimalAny;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import io.edgemesh.dns.zone.ClusterZone;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Decides who answers a question: the cluster's zone, the cache, another name server, or nobody.
 *
 * <p>What can be answered at once is, in the thread's {@link Workspace}; the rest is asked for and answered later.
 * <b>Threads:</b> safe for use by several.
 */
public final class Responder {
    private static final int MAX_ALIASES = 8;
    private static final int EXTENDED_BADVERS = 16;
    private static final int FIRST_META_TYPE = 128; // RFC 6895, 3.1
    private static final int LAST_META_TYPE = 255;

    private final @Nullable ClusterZone zone;
    private final CachingResolver resolver;
    private final LoopGuard loopGuard;
    private final SearchSuffixes searchSuffixes;
    private final QueryLog log;
    private final Counters counters = new Counters();
    private final FastThreadLocal<Workspace> workspaces = new FastThreadLocal<>() {
        @Override
        protected Workspace initialValue() {
            return new Workspace();
        }
    };

    /**
     * @param zone     the cluster's zone, or {@code null} where another server has it
     * @param logEvery how many queries one is logged of; 0 for none
     */
    public Responder(
            @Nullable ClusterZone zone,
            CachingResolver resolver,
            LoopGuard loopGuard,
            SearchSuffixes searchSuffixes,
            int logEvery) {
        this.zone = zone;
        this.resolver = resolver;
        this.loopGuard = loopGuard;
        this.searchSuffixes = searchSuffixes;
        this.log = new QueryLog(logEvery);
    }

    public Counters counters() {
        return counters;
    }

    /** What happens to a message. */
    enum Verdict {
        /** The answer is complete. */
        ANSWERED,
        /** It gets none. */
        DROPPED,
        /** Ask {@link #answerLater} with a copy of the query. */
        LATER
    }

    Workspace workspace() {
        return workspaces.get();
    }

    /**
     * Reads a message into the workspace and answers it if that can be done at once.
     *
     * @param stream whether it came over TCP, where an answer may have any length
     */
    Verdict answerNow(ByteBuf message, boolean stream, Workspace workspace) {
        Query.Reading reading = workspace.query.read(message);
        counters.add(Event.QUERIES);
        if (reading != Query.Reading.VALID) {
            counters.add(Event.MALFORMED);
        }
        if (reading == Query.Reading.DROPPED) {
            return Verdict.DROPPED;
        }
        workspace.answer.begin(workspace.query, maxLength(workspace.query, stream));
        switch (reading) {
            case VALID -> {
                log.onQuery(workspace.query);
                return answerNow(workspace.query, workspace.answer);
            }
            case NOT_IMPLEMENTED -> workspace.answer.rcode(Rcode.NOTIMP);
            case BAD_EDNS_VERSION -> workspace.answer.rcode(EXTENDED_BADVERS);
            default -> workspace.answer.rcode(Rcode.FORMERR);
        }
        workspace.answer.finish();
        return Verdict.ANSWERED;
    }

    /** Counts a query that is not answered because its client has asked too much. */
    void onLimited() {
        counters.add(Event.LIMITED);
    }

    /** Answers a message by telling its client to ask again over TCP; returns whether it is a query at all. */
    boolean answerTruncated(ByteBuf message, Workspace workspace) {
        onLimited();
        if (workspace.query.read(message) != Query.Reading.VALID) {
            return false;
        }
        workspace.answer.begin(workspace.query, maxLength(workspace.query, false));
        workspace.answer.truncated();
        workspace.answer.finish();
        return true;
    }

    static int maxLength(Query query, boolean stream) {
        return stream ? MessageWriter.MAX_LENGTH : Math.min(query.payloadSize(), MessageWriter.UDP_PAYLOAD);
    }

    /** Completes an answer that has begun, if that can be done at once. */
    private Verdict answerNow(Query query, MessageWriter answer) {
        int refusal = refusal(query);
        if (refusal != Rcode.NOERROR) {
            counters.add(Event.REFUSED);
            answer.rcode(refusal);
        } else {
            ClusterZone.Outcome outcome = zone == null ? ClusterZone.Outcome.FOREIGN : zone.answer(query, answer);
            if (outcome == ClusterZone.Outcome.ALIAS
                    || outcome == ClusterZone.Outcome.FOREIGN && !answerForeign(query, answer)) {
                return Verdict.LATER;
            }
            if (outcome == ClusterZone.Outcome.ANSWERED) {
                counters.add(Event.CLUSTER);
            }
        }
        answer.finish();
        return Verdict.ANSWERED;
    }

    /** Returns the code that refuses a question nobody here answers, or NOERROR. */
    private static int refusal(Query query) {
        if (query.dnsClass() != DClass.IN) {
            return Rcode.REFUSED;
        }
        return switch (query.type()) {
            case 0, Type.OPT -> Rcode.FORMERR;
            case Type.AXFR, Type.IXFR -> Rcode.REFUSED;
            case Type.ANY -> Rcode.NOERROR;
            default -> query.type() >= FIRST_META_TYPE && query.type() <= LAST_META_TYPE ? Rcode.NOTIMP : Rcode.NOERROR;
        };
    }

    private boolean answerForeign(Query query, MessageWriter answer) {
        if (query.type() == Type.ANY) {
            MinimalAny.write(answer);
        } else if (searchSuffixes.isSearchOf(query)) {
            answer.rcode(Rcode.NXDOMAIN);
        } else if (!query.recursionDesired() || loopGuard.isLoop(query)) {
            counters.add(Event.REFUSED);
            answer.rcode(Rcode.REFUSED);
        } else {
            Reply reply = resolver.find(Question.from(query));
            if (reply == null) {
                return false;
            }
            counters.add(reply.stale() ? Event.STALE : Event.CACHED);
            reply.writeTo(answer, query.wantsAuthentic());
        }
        return true;
    }

    /**
     * Asks others for what could not be answered at once.
     *
     * @param query a copy that stays
     * @return always completes, with the answer's bytes
     */
    CompletableFuture<byte[]> answerLater(Query query, int maxLength) {
        return answerLater(query, maxLength, MAX_ALIASES);
    }

    private CompletableFuture<byte[]> answerLater(Query query, int maxLength, int aliasesLeft) {
        DomainName alias = zone == null ? null : zone.aliasTarget(query);
        if (alias == null) {
            return resolver.resolve(Question.from(query))
                    .handle((reply, failure) -> compose(query, maxLength, failure == null ? reply : null));
        }
        if (aliasesLeft == 0) {
            return CompletableFuture.completedFuture(compose(query, maxLength, null));
        }
        return ask(Query.of(alias, query.type()), aliasesLeft - 1)
                .thenApply(target -> composeAlias(query, maxLength, target));
    }

    /** Answers a question of this process itself; the answer has any length. Always completes. */
    public CompletableFuture<byte[]> ask(Query query) {
        return ask(query, MAX_ALIASES);
    }

    private CompletableFuture<byte[]> ask(Query query, int aliasesLeft) {
        MessageWriter answer = workspace().answer;
        answer.begin(query, MessageWriter.MAX_LENGTH);
        return answerNow(query, answer) == Verdict.ANSWERED
                ? CompletableFuture.completedFuture(answer.toBytes())
                : answerLater(query, MessageWriter.MAX_LENGTH, aliasesLeft);
    }

    /** Returns the answer with what was found, or SERVFAIL. */
    private byte[] compose(Query query, int maxLength, @Nullable Reply reply) {
        MessageWriter answer = workspace().answer;
        answer.begin(query, maxLength);
        if (reply == null) {
            counters.add(Event.FAILED);
            answer.rcode(Rcode.SERVFAIL);
        } else {
            counters.add(reply.stale() ? Event.STALE : Event.FORWARDED);
            reply.writeTo(answer, query.wantsAuthentic());
        }
        answer.finish();
        return answer.toBytes();
    }

    /** Returns the CNAME of an ExternalName with what was found for the name it stands for. */
    private byte[] composeAlias(Query query, int maxLength, byte[] target) {
        MessageWriter answer = workspace().answer;
        answer.begin(query, maxLength);
        if (zone != null && zone.answer(query, answer) == ClusterZone.Outcome.ALIAS) {
            AliasTarget.append(target, answer);
        }
        answer.finish();
        return answer.toBytes();
    }
}
