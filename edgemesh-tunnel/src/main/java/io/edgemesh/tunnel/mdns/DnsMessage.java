package io.edgemesh.tunnel.mdns;

import java.util.List;

/**
 * A DNS message as far as discovery has use for it.
 *
 * @param response whether it answers, rather than asks
 * @param records  of all sections, those of the kinds in {@link DnsRecord}
 */
record DnsMessage(boolean response, List<Question> questions, List<DnsRecord> records) {
    DnsMessage {
        questions = List.copyOf(questions);
        records = List.copyOf(records);
    }

    /** Asks for the records of a name. */
    record Question(String name, int type) {
        /** Returns whether the question is for this pointer; names are the same in any case. */
        boolean isForPointer(String pointer) {
            return (type == DnsRecord.PTR || type == DnsRecord.ANY) && name.equalsIgnoreCase(pointer);
        }
    }
}
