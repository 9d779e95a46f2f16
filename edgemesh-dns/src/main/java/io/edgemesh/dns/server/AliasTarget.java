package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.MessageWriter;
import java.io.IOException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Takes over what was found for the name that an ExternalName stands for: a stub resolver follows no CNAME itself. */
final class AliasTarget {
    private AliasTarget() {}

    /** Adds the records of a complete message to an answer that holds the CNAME. */
    static void append(byte[] message, MessageWriter answer) {
        try {
            Message target = new Message(message);
            answer.rcode(target.getRcode());
            append(target, Section.ANSWER, MessageWriter.Section.ANSWER, answer);
            append(target, Section.AUTHORITY, MessageWriter.Section.AUTHORITY, answer);
        } catch (IOException e) {
            answer.rcode(Rcode.SERVFAIL);
        }
    }

    private static void append(Message from, int section, MessageWriter.Section to, MessageWriter answer) {
        for (Record record : from.getSection(section)) {
            answer.record(record.toWire(section), to);
        }
    }
}
