package io.edgemesh.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The reader of queries against another implementation of DNS, and against bytes of any kind. */
class QueryPropertyTest {
    private final Query query = new Query();
    private final MessageWriter writer = new MessageWriter();

    @Property(tries = 500)
    void readsWhatAnotherImplementationWrites(
            @ForAll("names") Name name, @ForAll @IntRange(min = 1, max = 65535) int type, @ForAll boolean edns)
            throws IOException {
        Message message = Message.newQuery(Record.newRecord(name, type == 41 ? 1 : type, DClass.IN));
        if (edns) {
            message.addRecord(new OPTRecord(1400, 0, 0, 0x8000, List.of()), Section.ADDITIONAL);
        }

        Query.Reading reading = query.read(Unpooled.wrappedBuffer(message.toWire()));

        assertThat(reading).isEqualTo(Query.Reading.VALID);
        assertThat(query.type()).isEqualTo(message.getQuestion().getType());
        assertThat(query.labels()).isEqualTo(name.labels() - 1);
        assertThat(new Name(query.name().toWire())).isEqualTo(name);
        assertThat(query.dnssecOk()).isEqualTo(edns);
        assertThat(query.payloadSize()).isEqualTo(edns ? 1400 : 512);
    }

    @Property(tries = 500)
    void writesAnAnswerThatAnotherImplementationReads(@ForAll("names") Name name) throws IOException {
        Message message = Message.newQuery(Record.newRecord(name, 1, DClass.IN));
        query.read(Unpooled.wrappedBuffer(message.toWire()));
        writer.begin(query, 512);
        writer.record(MessageWriter.QUESTION_NAME, 1, 30).intValue(0x0a000001).endRecord(MessageWriter.Section.ANSWER);
        writer.finish();

        Message answer = new Message(writer.toBytes());

        assertThat(answer.getHeader().getID()).isEqualTo(message.getHeader().getID());
        assertThat(answer.getQuestion().getName().toString()).isEqualTo(name.toString());
        assertThat(answer.getSection(Section.ANSWER))
                .singleElement()
                .matches(record -> record.getName().toString().equals(name.toString()));
    }

    /** A copy, whose workspace has gone on to other queries, gives the same answer. */
    @Property(tries = 200)
    void aCopyIsAnsweredAsTheQueryItself(@ForAll("names") Name name, @ForAll("names") Name other) {
        query.read(Unpooled.wrappedBuffer(
                Message.newQuery(Record.newRecord(name, 1, DClass.IN)).toWire()));
        byte[] expected = refusal(query);
        Query copy = query.copy();
        query.read(Unpooled.wrappedBuffer(
                Message.newQuery(Record.newRecord(other, 1, DClass.IN)).toWire()));

        assertThat(refusal(copy)).isEqualTo(expected);
        assertThat(copy.name()).isEqualTo(DomainName.parse(name.toString()));
    }

    private byte[] refusal(Query asked) {
        writer.begin(asked, 512);
        writer.rcode(Rcode.REFUSED);
        writer.finish();
        return writer.toBytes();
    }

    @Property(tries = 2000)
    void survivesBytesOfAnyKind(@ForAll @Size(max = 700) byte[] bytes) throws IOException {
        check(bytes);
    }

    @Property(tries = 3000)
    void survivesMutatedQueries(
            @ForAll("names") Name name,
            @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 300) Integer> places,
            @ForAll byte value,
            @ForAll @IntRange(max = 30) int cut)
            throws IOException {
        Message message = Message.newQuery(Record.newRecord(name, 1, DClass.IN));
        message.addRecord(new OPTRecord(1400, 0, 0), Section.ADDITIONAL);
        byte[] bytes = message.toWire();
        for (int place : places) {
            bytes[place % bytes.length] ^= value;
        }
        check(Arrays.copyOf(bytes, bytes.length - Math.min(cut, bytes.length)));
    }

    /** What is read as valid has a name of legal length; what is answered is a well-formed answer to it. */
    private void check(byte[] bytes) throws IOException {
        Query.Reading reading = query.read(Unpooled.wrappedBuffer(bytes));
        if (reading == Query.Reading.DROPPED) {
            return;
        }
        Message answer = new Message(refusal(query));
        int id = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        assertThat(answer.getHeader().getID()).isEqualTo(id);
        if (reading == Query.Reading.VALID) {
            int type = query.type();
            assertThat(query.nameLength()).isBetween(1, 255);
            assertThat((int) new Name(query.name().toWire()).length()).isEqualTo(query.nameLength());
            assertThat(answer.getQuestion().getType()).isEqualTo(type);
        }
    }

    @Provide
    Arbitrary<Name> names() {
        Arbitrary<String> label = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars('-', '_')
                .ofMinLength(1)
                .ofMaxLength(20);
        return label.list().ofMaxSize(10).map(labels -> {
            try {
                return Name.fromString(String.join(".", labels) + ".");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
