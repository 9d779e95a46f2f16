package io.edgemesh.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemesh.dns.DnsClient;
import io.edgemesh.dns.FakeUpstream;
import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerReaderTest {
    private static final Question WWW = Question.of(DomainName.parse("www.shop.example"), Type.A);

    @Test
    void takesTheChainOfAliasesAndWhatIsAtItsEnd() throws Exception {
        Message message = reply();
        add(message, Section.ANSWER, "cdn.example.", "CNAME", 50, "edge.cdn.example.");
        add(message, Section.ANSWER, "www.shop.example.", "CNAME", 300, "cdn.example.");
        add(message, Section.ANSWER, "edge.cdn.example.", "A", 90, "192.0.2.1");

        Answer answer = AnswerReader.read(WWW, message.toWire());

        assertThat(rows(answer, Section.ANSWER))
                .containsExactly(
                        "www.shop.example. CNAME cdn.example.",
                        "cdn.example. CNAME edge.cdn.example.",
                        "edge.cdn.example. A 192.0.2.1");
        assertThat(answer.ttl()).isEqualTo(50);
    }

    @Test
    void leavesRecordsThatNobodyAskedFor() throws Exception {
        Message message = reply();
        add(message, Section.ANSWER, "www.shop.example.", "A", 60, "192.0.2.1");
        add(message, Section.ANSWER, "www.bank.example.", "A", 60, "203.0.113.66");
        add(message, Section.ANSWER, "www.shop.example.", "AAAA", 60, "2001:db8::66");
        add(message, Section.AUTHORITY, "example.", "NS", 60, "ns.evil.example.");
        add(message, Section.AUTHORITY, "com.", "SOA", 60, "a. b. 1 1 1 1 1");
        add(message, Section.ADDITIONAL, "ns.bank.example.", "A", 60, "203.0.113.66");

        Answer answer = AnswerReader.read(WWW, message.toWire());

        assertThat(rows(answer, Section.ANSWER)).containsExactly("www.shop.example. A 192.0.2.1");
        assertThat(rows(answer, Section.AUTHORITY)).isEmpty();
        assertThat(rows(answer, Section.ADDITIONAL)).isEmpty();
    }

    @Test
    void takesOnlyAnSoaFromAboveTheName() throws Exception {
        Message message = FakeUpstream.reply(query(), Rcode.NXDOMAIN);
        add(message, Section.AUTHORITY, "bank.example.", "SOA", 900, "ns. h. 1 1 1 1 900");
        add(message, Section.AUTHORITY, "shop.example.", "SOA", 900, "ns. h. 1 1 1 1 120");

        Answer answer = AnswerReader.read(WWW, message.toWire());

        assertThat(answer.rcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(rows(answer, Section.AUTHORITY)).singleElement().asString().startsWith("shop.example. SOA");
        assertThat(answer.ttl()).isEqualTo(120);
    }

    @Test
    void keepsNothingWithoutAnSoaThatSaysForHowLong() throws Exception {
        Answer answer = AnswerReader.read(
                WWW, FakeUpstream.reply(query(), Rcode.NXDOMAIN).toWire());

        assertThat(answer.ttl()).isZero();
    }

    @Test
    void followsADname() throws Exception {
        Message message = reply();
        add(message, Section.ANSWER, "shop.example.", "DNAME", 60, "store.example.");
        add(message, Section.ANSWER, "www.store.example.", "A", 60, "192.0.2.1");

        Answer answer = AnswerReader.read(WWW, message.toWire());

        assertThat(rows(answer, Section.ANSWER))
                .containsExactly("shop.example. DNAME store.example.", "www.store.example. A 192.0.2.1");
    }

    @Test
    void endsACircleOfAliases() throws Exception {
        Message message = reply();
        add(message, Section.ANSWER, "www.shop.example.", "CNAME", 60, "cdn.example.");
        add(message, Section.ANSWER, "cdn.example.", "CNAME", 60, "www.shop.example.");

        assertThat(AnswerReader.read(WWW, message.toWire()).negative()).isFalse();
    }

    /** Whatever a server sends: an answer that is well-formed and about the question, or one kind of exception. */
    @Property(tries = 1500)
    void believesNothingElseOfAMutatedAnswer(
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 400) Integer> places, @ForAll byte value)
            throws IOException {
        Message message = reply();
        add(message, Section.ANSWER, "www.shop.example.", "CNAME", 300, "cdn.example.");
        add(message, Section.ANSWER, "cdn.example.", "A", 90, "192.0.2.1");
        add(message, Section.AUTHORITY, "example.", "SOA", 900, "ns. h. 1 1 1 1 120");
        add(message, Section.ADDITIONAL, "cdn.example.", "AAAA", 90, "2001:db8::1");
        byte[] bytes = message.toWire();
        for (int place : places) {
            bytes[place % bytes.length] ^= value;
        }

        try {
            checkAboutTheQuestion(AnswerReader.read(WWW, bytes));
        } catch (ResolutionException e) {
            assertThat(e).hasMessageContaining("malformed");
        }
    }

    private static void checkAboutTheQuestion(Answer answer) throws IOException {
        String name = "www.shop.example.";
        for (Record record : message(answer).getSection(Section.ANSWER)) {
            if (record.getType() == Type.DNAME) {
                return; // a mutation of the CNAME; where it leads has a test of its own
            }
            assertThat(record.getName()).hasToString(name);
            assertThat(record.getType()).isIn(Type.A, Type.CNAME);
            name = record.getType() == Type.CNAME ? record.rdataToString() : name;
        }
    }

    @Property(tries = 1000)
    void survivesBytesOfAnyKind(@ForAll @Size(max = 600) byte[] bytes) {
        try {
            AnswerReader.read(WWW, bytes);
        } catch (ResolutionException e) {
            assertThat(e).hasMessageContaining("malformed");
        }
    }

    @Test
    void refusesAMessageThatIsCutShort() {
        byte[] bytes = reply().toWire();

        assertThatThrownBy(() -> AnswerReader.read(WWW, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(ResolutionException.class);
    }

    private static Message query() {
        return DnsClient.query("www.shop.example.", "A");
    }

    private static Message reply() {
        return FakeUpstream.reply(query(), Rcode.NOERROR);
    }

    private static void add(Message message, int section, String owner, String type, long ttl, String data) {
        message.addRecord(FakeUpstream.record(owner, type, ttl, data), section);
    }

    private static List<String> rows(Answer answer, int section) throws IOException {
        return message(answer).getSection(section).stream()
                .map(record -> record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .toList();
    }

    private static Message message(Answer answer) throws IOException {
        MessageWriter writer = new MessageWriter();
        writer.begin(Query.of(WWW.name(), WWW.type()), MessageWriter.MAX_LENGTH);
        answer.writeTo(writer, false, 0);
        writer.finish();
        return new Message(writer.toBytes());
    }
}
