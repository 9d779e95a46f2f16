package io.edgemesh.dns.cache;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.MessageWriter;

/**
 * An answer for one client.
 *
 * @param ageSeconds how long ago it came in
 * @param stale      whether it has outlived its TTL
 */
public record Reply(Answer answer, int ageSeconds, boolean stale) {
    /** What RFC 8767 recommends as the TTL of an answer that has none left. */
    private static final int STALE_TTL = 30;

    static Reply fresh(Answer answer) {
        return new Reply(answer, 0, false);
    }

    /** Writes it into an answer that has begun. */
    public void writeTo(MessageWriter message, boolean wantsAuthentic) {
        if (stale) {
            answer.writeStaleTo(message, STALE_TTL);
        } else {
            answer.writeTo(message, wantsAuthentic, ageSeconds);
        }
    }
}
