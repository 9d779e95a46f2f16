package io.edgemesh.dns.forward;

import io.edgemesh.dns.wire.Answer;
import io.edgemesh.dns.wire.DomainName;
import io.edgemesh.dns.wire.Query;
import io.edgemesh.dns.wire.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Takes from a server's message what answers the question and leaves the rest.
 *
 * <p>Kept are the records of the asked type at the end of the chain of aliases that begins at the asked name, that
 * chain, and where nothing was found the SOA of a zone above its end. Records of other names, which nobody asked this
 * server for, are not believed; additional records are not kept at all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5452#section-6">RFC 5452, 6. Accepting only in-domain records</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2308#section-5">RFC 2308, 5. Caching negative answers</a>
 */
final class AnswerReader {
    private static final int MAX_ALIASES = 16;

    private final Question question;
    private final Message message;
    private final List<Record> answers = new ArrayList<>();
    private final List<Record> authorities = new ArrayList<>();
    private Name end;

    private AnswerReader(Question question, Message message) throws IOException {
        this.question = question;
        this.message = message;
        this.end = new Name(question.name().toWire());
    }

    /** @throws ResolutionException if the message is malformed */
    static Answer read(Question question, byte[] bytes) {
        try {
            AnswerReader reader = new AnswerReader(question, new Message(bytes));
            boolean found = reader.selectAnswers();
            reader.selectAuthority(found);
            return reader.answer(found);
        } catch (IOException | RuntimeException e) {
            throw new ResolutionException("the answer for " + question.name() + " is malformed: " + e, e);
        }
    }

    /** Follows the aliases from the asked name; returns whether there are records at their end. */
    private boolean selectAnswers() throws NameTooLongException {
        List<Record> offered = message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getDClass() == DClass.IN)
                .toList();
        for (int i = 0; i < MAX_ALIASES; i++) {
            if (take(offered, end, question.type())) {
                return true;
            }
            Name next = followAlias(offered);
            if (next == null) {
                return false;
            }
            end = next;
        }
        return false;
    }

    /** Takes the records of a name and type, with their signatures if wanted. */
    private boolean take(List<Record> offered, Name name, int type) {
        boolean found = false;
        for (Record record : offered) {
            boolean wanted = record.getType() == type;
            if (record.getName().equals(name) && (wanted || question.dnssecOk() && isSignatureOf(type, record))) {
                answers.add(record);
                found |= wanted;
            }
        }
        return found;
    }

    private static boolean isSignatureOf(int type, Record record) {
        return record instanceof RRSIGRecord signature && signature.getTypeCovered() == type;
    }

    private @Nullable Name followAlias(List<Record> offered) throws NameTooLongException {
        if (question.type() == Type.CNAME) {
            return null;
        }
        for (Record record : offered) {
            if (record instanceof DNAMERecord dname && end.subdomain(dname.getName()) && !end.equals(dname.getName())) {
                take(offered, dname.getName(), Type.DNAME);
                take(offered, end, Type.CNAME);
                return end.fromDNAME(dname);
            }
        }
        for (Record record : offered) {
            if (record instanceof CNAMERecord cname && cname.getName().equals(end)) {
                take(offered, end, Type.CNAME);
                return cname.getTarget();
            }
        }
        return null;
    }

    /** Where nothing was found: the SOA that says for how long, and the proof that it does not exist if wanted. */
    private void selectAuthority(boolean found) {
        if (found) {
            return;
        }
        for (Record record : message.getSection(Section.AUTHORITY)) {
            boolean above = end.subdomain(record.getName());
            if (record instanceof SOARecord && above || question.dnssecOk() && isProof(record)) {
                authorities.add(record);
            }
        }
    }

    private static boolean isProof(Record record) {
        return record.getType() == Type.NSEC
                || record.getType() == Type.NSEC3
                || isSignatureOf(Type.NSEC, record)
                || isSignatureOf(Type.NSEC3, record)
                || isSignatureOf(Type.SOA, record);
    }

    private Answer answer(boolean found) throws IOException {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return Answer.of(rcode, 0);
        }
        Message kept = new Message(0);
        kept.addRecord(
                Record.newRecord(new Name(question.name().toWire()), question.type(), DClass.IN), Section.QUESTION);
        answers.forEach(record -> kept.addRecord(record, Section.ANSWER));
        authorities.forEach(record -> kept.addRecord(record, Section.AUTHORITY));
        byte[] wire = kept.toWire();
        int start = Query.HEADER_LENGTH + question.name().length() + 4;
        byte[] sections = Arrays.copyOfRange(wire, start, wire.length);
        int count = kept.getSection(Section.ANSWER).size();
        int authorityCount = kept.getSection(Section.AUTHORITY).size();
        int[] ttlOffsets = ttlOffsets(sections, count + authorityCount);
        boolean authentic = message.getHeader().getFlag(Flags.AD);
        return new Answer(rcode, authentic, sections, count, authorityCount, ttlOffsets, ttl(found));
    }

    private static int[] ttlOffsets(byte[] sections, int records) {
        int[] offsets = new int[records];
        int at = 0;
        for (int i = 0; i < records; i++) {
            int fixed = DomainName.skip(sections, at, sections.length);
            offsets[i] = fixed + 4;
            at = fixed + 10 + ((sections[fixed + 8] & 0xff) << 8 | sections[fixed + 9] & 0xff);
        }
        return offsets;
    }

    /** Seconds it may be kept: the least of its records; without an SOA the absence of records is not kept. */
    private int ttl(boolean found) {
        long least = Integer.MAX_VALUE;
        for (Record record : answers) {
            least = Math.min(least, record.getTTL());
        }
        if (found) {
            return (int) least;
        }
        for (Record record : authorities) {
            if (record instanceof SOARecord soa) {
                return (int) Math.min(least, Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return 0;
    }
}
