package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The data of an answer's records, as a client of another make reads them. */
final class AnswerText {
    private AnswerText() {}

    static List<String> of(Question question, Answer answer) throws IOException {
        MessageWriter writer = new MessageWriter();
        writer.begin(Query.of(question.name(), question.type()), MessageWriter.MAX_LENGTH);
        answer.writeTo(writer, false, 0);
        writer.finish();
        return new Message(writer.toBytes())
                .getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
    }
}
