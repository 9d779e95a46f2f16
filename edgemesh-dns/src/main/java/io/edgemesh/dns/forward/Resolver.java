package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.Question;
import java.util.concurrent.CompletableFuture;

/** Finds answers that this node does not have itself. <b>Threads:</b> safe for use by several. */
public interface Resolver {
    /**
     * Asks for an answer; never blocks.
     *
     * @return always completes, on any thread and within a bounded time; fails with a {@link ResolutionException} where
     *     nobody answered
     */
    CompletableFuture<Answer> resolve(Question question);

    /** Returns whether anybody who could answer is within reach, as far as is known. */
    boolean reachable(Question question);
}
