package io.edgemesh.dns.wire;

import io.edgemesh.dns.wire.MessageWriter.Section;
import org.xbill.DNS.Type;

/**
 * What is answered to a question for every record of a name: one small record, so that nobody is worth flooding with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8482#section-4.2">RFC 8482, 4.2. Answer with a synthesized HINFO
 *     RRset</a>
 */
public final class MinimalAny {
    private static final int TTL = 3600;

    private MinimalAny() {}

    public static void write(MessageWriter answer) {
        answer.record(MessageWriter.QUESTION_NAME, Type.HINFO, TTL)
                .text("RFC8482")
                .text("")
                .endRecord(Section.ANSWER);
    }
}
